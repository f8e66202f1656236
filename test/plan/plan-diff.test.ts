import { describe, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { differencesOfPlans } from '../../src/plan/plan-diff.ts';
import { samplePlanWithCommands } from '../report/samples.ts';

const PLAN = samplePlanWithCommands('three', 'staged');

describe('two saved plans', () => {
  it('given the same facts, are alike', ({ expect }) => {
    expect(differencesOfPlans(PLAN, samplePlanWithCommands('three', 'staged'))).toEqual([]);
  });

  it('given commands that differ only in the id of their plan, are alike', ({ expect }) => {
    const named = (id: string): Plan => ({
      ...PLAN,
      id,
      steps: PLAN.steps.map((step) => ({ ...step, commands: [{ server: 's1', line: `systemd-run keyturn-${id}` }] })),
    });
    expect(differencesOfPlans(named('0123456789ab'), named('ba9876543210'))).toEqual([]);
  });

  it.for<readonly [string, Plan, string, readonly [string | undefined, string | undefined]]>([
    ['another cluster', { ...PLAN, cluster: 'stage' }, 'cluster', ['prod', 'stage']],
    [
      'another stage of a server',
      {
        ...PLAN,
        fingerprint: {
          ...PLAN.fingerprint,
          servers: PLAN.fingerprint.servers.map((server) =>
            server.name === 's2' ? { ...server, stage: 'prepare' } : server,
          ),
        },
      },
      'servers s2 stage',
      ['start', 'prepare'],
    ],
    [
      'a server less',
      { ...PLAN, fingerprint: { ...PLAN.fingerprint, servers: PLAN.fingerprint.servers.slice(0, 2) } },
      'servers s3',
      ['present', undefined],
    ],
    [
      'a check that warns',
      {
        ...PLAN,
        checks: PLAN.checks.map((check) =>
          check.id === 'kured' ? { ...check, verdict: 'warn', evidence: ['lock=free'] } : check,
        ),
      },
      'checks kured',
      ['pass', 'warn, lock=free'],
    ],
    ['a step less', { ...PLAN, steps: PLAN.steps.slice(1) }, 'steps snapshot-before', ['present', undefined]],
    ['a named backup', { ...PLAN, backupReference: 'dump 7' }, 'backupReference', ['', 'dump 7']],
    [
      'refused writes',
      { ...PLAN, course: { ...PLAN.course, freezeWrites: true } },
      'course freezeWrites',
      ['false', 'true'],
    ],
  ])('given %s, names it and nothing else', ([, other, path, [before, after]], { expect }) => {
    expect(differencesOfPlans(PLAN, other)).toEqual([{ path, one: before, other: after }]);
  });
});

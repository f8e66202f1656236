import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'vitest';
import type { ClusterFacts } from '../../src/model/facts.ts';
import type { Plan } from '../../src/model/plan.ts';
import { stepsFrom } from '../../src/plan/entry-steps.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { renderPlan, type PlanTextOptions } from '../../src/report/plan-text.ts';
import { visibleLength } from '../../src/report/printable.ts';
import { createStyle, PLAIN } from '../../src/report/style.ts';
import { largeSample, SAMPLE_FACTS, withServer } from '../support/sample-facts.ts';
import { planOfFacts, samplePlanWithCommands } from './samples.ts';

const OPTIONS: PlanTextOptions = {
  style: PLAIN,
  width: 80,
  keyAgeMs: undefined,
  listsChecks: false,
  hints: NO_HINTS,
};
const DAY_MS = 86_400_000;

/** K3s as it comes: one server, with SQLite. */
const K3S_SQLITE: ClusterFacts = {
  ...withServer(SAMPLE_FACTS.one, 's1', {
    roles: ['control-plane'],
    binaryVersion: 'v1.36.3+k3s1',
    datastore: {
      kind: 'kine',
      database: 'sqlite',
      socket: '/var/lib/rancher/k3s/server/kine.sock',
      tls: undefined,
      http2: true,
      file: '/var/lib/rancher/k3s/server/db/state.db',
      sqlite3: true,
    },
  }),
  distribution: 'k3s',
  nodes: SAMPLE_FACTS.one.nodes.map((node) => ({
    ...node,
    roles: ['control-plane'],
    kubeletVersion: 'v1.36.3+k3s1',
  })),
  etcd: undefined,
  database: { sizeBytes: 5_000_000, remnants: { kind: 'counted', rows: 0, plaintext: 0 } },
};

const STAGED = samplePlanWithCommands('three', 'staged');

function withWarnings(plan: Plan): Plan {
  const warn = (id: string, evidence: readonly string[], server?: string) =>
    ({ id, verdict: 'warn', server, evidence, issues: [] }) as const;
  const warnings = [
    warn('etcd-quorum', ['members=2', 'healthy=2', 'majority=2']),
    ...['s1', 's2', 's3'].map((server) => warn('system-agents', ['rancher-system-agent=active'], server)),
  ];
  return { ...plan, checks: [...plan.checks, ...warnings] };
}

function adoptedAt(plan: Plan, entry: Plan['entry']): Plan {
  const ids = stepsFrom(plan.course, entry).map(({ id }) => id);
  return { ...plan, entry, steps: plan.steps.filter(({ id }) => ids.includes(id)) };
}

describe('a plan on one screen', () => {
  it.for<readonly [string, Plan, Partial<PlanTextOptions>]>([
    ['three servers', STAGED, { keyAgeMs: 91 * DAY_MS }],
    ['22 servers', planOfFacts(largeSample(17), 'staged'), {}],
    ['etcd apart', samplePlanWithCommands('split', 'staged'), {}],
    ['one server', samplePlanWithCommands('one', 'staged'), {}],
    ['frozen', samplePlanWithCommands('three', 'rotate-keys', { freezeWrites: true }), {}],
    ['write window', samplePlanWithCommands('three', 'rotate-keys'), {}],
    ['warnings', withWarnings(STAGED), {}],
    ['K3s SQLite', planOfFacts(K3S_SQLITE, 'staged'), {}],
    ['begun elsewhere', adoptedAt(STAGED, { at: 'rotate' }), {}],
    [
      'resumed',
      adoptedAt(STAGED, { at: 'reencrypt_finished' }),
      {
        resumes: {
          runId: '20261124T020000Z-ab12cd',
          startedAt: '2026-11-24T02:00:00Z',
          entry: { at: 'reencrypt_finished' },
          newKey: 'aescbc/aescbckey-2026-11-24T02:00:05Z',
        },
      },
    ],
  ])('given %s, it is the recorded screen of 80 columns in ASCII', async ([name, plan, options], { expect }) => {
    const text = renderPlan(plan, { ...OPTIONS, ...options });
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).toMatch(/^[\n -~]*$/);
    await expect(text).toMatchFileSnapshot(`golden/plan-${name.replaceAll(' ', '-')}.txt`);
  });

  it.for<readonly [string, Plan]>([
    ['three servers', STAGED],
    ['22 servers', planOfFacts(largeSample(17), 'staged')],
    ['frozen writes', samplePlanWithCommands('three', 'rotate-keys', { freezeWrites: true })],
  ])('given %s, it has at most 24 lines, and the question is the 25th', ([, plan], { expect }) => {
    expect(renderPlan(plan, OPTIONS).trimEnd().split('\n').length).toBeLessThanOrEqual(23);
  });

  it('is in the documentation as it is', ({ expect }) => {
    const shown = renderPlan(STAGED, { ...OPTIONS, keyAgeMs: 91 * DAY_MS }).trimEnd();
    const page = readFileSync(resolve(import.meta.dirname, '../../docs/plan.md'), 'utf8');
    expect(page).toContain(`\`\`\`text\n${shown}\n\`\`\``);
  });

  it('given every check is asked for, lists those that passed, too', ({ expect }) => {
    const text = renderPlan(STAGED, { ...OPTIONS, listsChecks: true });
    expect(text.match(/^ {2}ok {7}/gm)?.length).toBe(STAGED.checks.length);
  });

  it('given frozen writes, what nobody can do is red, and with colours the text is the same to the eye', ({
    expect,
  }) => {
    const plan = samplePlanWithCommands('three', 'rotate-keys', { freezeWrites: true });
    const plain = renderPlan(plan, OPTIONS).split('\n');
    const coloured = renderPlan(plan, { ...OPTIONS, style: createStyle(true) }).split('\n');
    expect(coloured.map(visibleLength)).toEqual(plain.map(visibleLength));
    expect(coloured.join('\n')).toContain('\u001B[31mrotate-keys, frozen: NOBODY CAN WRITE SECRETS for about');
  });

  it('given names too long for a line, counts the servers', ({ expect }) => {
    const name = (server: string): string => `${server}.a-host-name.with-a-long-domain.example.com`;
    const text = JSON.stringify(STAGED).replaceAll(/"(s[123])"/g, (_, server: string) => JSON.stringify(name(server)));
    const shown = renderPlan(
      JSON.parse(text.replaceAll(/:(s[123])"/g, (_, server: string) => `:${name(server)}"`)) as Plan,
      OPTIONS,
    );
    expect(shown).toContain(' 3 servers ');
    expect(shown.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

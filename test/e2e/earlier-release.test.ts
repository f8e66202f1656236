import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import type { JournalLine } from '../../src/model/journal.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Step } from '../../src/model/step.ts';
import { planIdOf } from '../../src/plan/plan-id.ts';
import { journalFileOf, keyturn, rotateArguments } from './support/keyturn.ts';
import { killedRun } from './support/killed-run.ts';
import { engineCommands, startSimulation, type RunningSimulation } from './support/simulation.ts';

/** The leader's apiserver had a step of its own, in the middle of each roll. */
function earlierSteps({ steps, leader }: Plan): readonly Step[] {
  const withoutLeader = steps.map((step) =>
    /^loaded:\w+$/.test(step.id) ? { ...step, servers: step.servers.filter((name) => name !== leader) } : step,
  );
  return withoutLeader.flatMap((step) => {
    const roll = /^restart:(prepare|rotate|reencrypt_finished):(.+)$/.exec(step.id);
    if (roll?.[2] !== leader) return [step];
    const alone = { id: `loaded:${roll[1]}:${leader}`, servers: [leader], gates: ['loaded', 'canary'] };
    return [step, { ...step, ...alone } as Step];
  });
}

/** The plan of a run in the words and with the steps of the release before apiservers were waited for together. */
function asEarlierPlan(plan: Plan): object {
  const { apiserverReload, datastore: _, ...course } = plan.course;
  const written = {
    ...plan,
    course: { ...course, restartContainers: apiserverReload === 'restart-container' },
    steps: earlierSteps(plan),
  };
  return { ...written, id: planIdOf(written) };
}

/** Writes the journal anew with another plan, each line chained to the one before. */
function rewriteJournal(file: string, change: (plan: Plan) => object): void {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  let previous = '0'.repeat(64);
  const written = lines.map((text) => {
    const line = JSON.parse(text) as JournalLine;
    const { record } = line;
    const changed = record.kind === 'run-started' ? { ...record, plan: change(record.plan) } : record;
    const raw = JSON.stringify({ ...line, previous, record: changed });
    previous = createHash('sha256').update(raw).digest('hex');
    return raw;
  });
  writeFileSync(file, `${written.join('\n')}\n`);
}

/** Leaves the cluster as a release leaves it that kept its journal on the operator's machine alone. */
async function withoutMirror(simulation: RunningSimulation): Promise<void> {
  await simulation.exec('s1', 'rm -r /var/lib/keyturn/runs');
}

describe('a run that an earlier release began', () => {
  it('given it was killed in its first roll, when this release resumes it, then it ends well and sends no command twice', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ writers: true });
    await killedRun(simulation, '"step-finished","step":"restart:prepare:s1"');
    rewriteJournal(journalFileOf(simulation) ?? '', asEarlierPlan);
    await withoutMirror(simulation);

    const resumed = await keyturn(rotateArguments(simulation, '--resume', '--output', 'ndjson'));

    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(resumed.stdout).toContain('"step-started","step":"loaded:prepare"');
    expect(resumed.stdout).not.toContain('"step":"loaded:prepare:s1"');
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given its plan has words that this release does not know, when it is resumed, then a person must decide, and nobody is told to write over its journal', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await killedRun(simulation, '"step-finished","step":"command:prepare"');
    rewriteJournal(journalFileOf(simulation) ?? '', (plan) => ({
      ...plan,
      course: { ...plan.course, order: 'by hand' },
    }));

    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 5 });
    const told = resumed.stderr.replaceAll(/\s+/g, ' ');
    expect(told).toContain('is damaged at line 1');
    expect(told).toContain('keyturn runs end');
    expect(told).not.toContain('--out');
    expect(await engineCommands(simulation)).toEqual(['prepare']);
  });
});

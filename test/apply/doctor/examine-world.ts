import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createJournal } from '../../../src/apply/journal/journal.ts';
import { journalFile } from '../../../src/apply/runs/run-directory.ts';
import { examine } from '../../../src/apply/examine.ts';
import { systemClock } from '../../../src/apply/system-clock.ts';
import type { Cluster } from '../../../src/model/cluster.ts';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';
import { failed, type Result } from '../../../src/model/result.ts';
import { diagnose } from '../../../src/plan/diagnose.ts';
import type { Examination } from '../../../src/plan/examination.ts';
import type { Fleet, Runner } from '../../../src/remote/runner.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { worldRunner } from '../../simulator/world-runner.ts';
import { samplePlan } from '../../support/sample-journal.ts';
import { sampleCluster, SAMPLE_FACTS } from '../../support/sample-facts.ts';

const RUN_ID = '20261124T020000000Z-0123456789ab';

/** What the inventory says of a simulated cluster, and where its runs are kept. */
export interface Surroundings {
  /** Servers in the inventory; all of them by default. */
  readonly listed?: readonly string[];
  /** A run in the state directory was killed before its first step. */
  readonly hasUnfinishedRun?: boolean;
}

/** The commands that were sent, as the runner got them. */
export type SentHere = { readonly server: string; readonly mutates: boolean; readonly line: string }[];

/** What doctor finds in a simulated cluster, in this process and without SSH. */
export async function diagnosesIn(
  world: World,
  surroundings: Surroundings = {},
  sent: SentHere = [],
): Promise<readonly Diagnosis[]> {
  const examined = await examineHere(world, surroundings, sent);
  if (!examined.ok) throw new Error(JSON.stringify(examined.failure));
  return diagnose(examined.value);
}

async function examineHere(
  world: World,
  { listed = world.hosts.map(({ name }) => name), hasUnfinishedRun = false }: Surroundings,
  sent: SentHere = [],
): Promise<Result<Examination>> {
  const own = mkdtempSync(join(tmpdir(), 'keyturn-doctor-'));
  if (hasUnfinishedRun) leaveRun(own);
  try {
    return await examine({
      context: { signal: new AbortController().signal, clock: systemClock },
      cluster: clusterOf(world, listed),
      fleet: fleetOf(world, sent),
      stateDirectory: own,
    });
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** A journal with the beginning of a run. */
function leaveRun(stateDirectory: string): void {
  const plan = { ...samplePlan(SAMPLE_FACTS.three, 'staged'), cluster: 'simulated' };
  const started = { kind: 'run-started', runId: RUN_ID, version: '0', operator: 'ops', plan } as const;
  const journal = createJournal(journalFile(stateDirectory, 'simulated', RUN_ID), systemClock);
  if (!journal.ok) throw new Error(JSON.stringify(journal.failure));
  journal.value.append(started);
  journal.value.close();
}

function clusterOf({ distribution, time }: World, listed: readonly string[]): Cluster {
  const sample = sampleCluster(SAMPLE_FACTS.one);
  const [server] = sample.servers;
  if (server === undefined) throw new Error('a sample without servers');
  return {
    ...sample,
    name: 'simulated',
    distribution,
    servers: listed.map((name) => ({ ...server, name })),
    timing: { ...sample.timing, reloadPeriodMs: 60_000 / time.scale },
  };
}

function fleetOf(world: World, sent: SentHere): Fleet {
  const runner = (name: string): Runner => {
    const host = worldRunner(world, name, 'root');
    const unreachable = failed({
      kind: 'host-unreachable',
      server: name,
      address: '127.0.0.1:22',
      reason: 'ECONNREFUSED',
    } as const);
    const noted: Runner['run'] = async (context, command) => {
      if (!world.server(name).reachable) return unreachable;
      sent.push({ server: name, mutates: command.mutates, line: host.line(command) });
      return host.run(context, command);
    };
    return {
      ...host,
      run: noted,
      output: async (context, command) => {
        if (!world.server(name).reachable) return unreachable;
        sent.push({ server: name, mutates: command.mutates, line: host.line(command) });
        return host.output(context, command);
      },
    };
  };
  return { runner, [Symbol.asyncDispose]: async () => {} };
}

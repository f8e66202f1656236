import { keyLabel, type KeyName } from '../model/encryption.ts';
import type { Entry } from '../model/entry.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { Plan } from '../model/plan.ts';
import { failed, success, type Result } from '../model/result.ts';
import { controlPlaneServers } from '../plan/fact-reading.ts';
import { stepsLeft } from '../plan/steps-left.ts';
import { lookAtClusterLock } from './locks/cluster-lock.ts';
import { lookAtLocalLock } from './locks/local-lock.ts';
import { locateRun, type LocateRunOptions } from './locate-run.ts';
import { localLockFile } from './runs/run-directory.ts';
import { runToResume } from './run-to-resume.ts';

/** What a resumed run would do. */
export interface PlannedResumption {
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly entry: Entry;
  /** The new key that a server has already, as `aescbc/NAME`. `undefined` where none has it. */
  readonly newKey: string | undefined;
  /** The plan of the run with the steps that are left, and with the checks of now. */
  readonly plan: Plan;
}

/**
 * Shows what `--resume` would do, by the same look at journal and cluster. Sends no mutating command, takes no lock and
 * writes no journal. Fails as `--resume` would.
 */
export async function planResumption(options: LocateRunOptions): Promise<Result<PlannedResumption>> {
  const { cluster, stateDirectory } = options;
  const busy = lookAtLocalLock(localLockFile(stateDirectory, cluster.name));
  if (busy !== undefined) return failed(busy);
  const unfinished = await runToResume(options);
  if (!unfinished.ok) return unfinished;
  const run = unfinished.value;
  if (run === undefined) return failed({ kind: 'nothing-to-resume', cluster: cluster.name });
  const located = await locateRun(options, run);
  if (!located.ok) return located;
  const { plan, facts, entry, checks } = located.value;
  const holder = await lookAtClusterLock({ ...options, facts });
  if (holder !== undefined) return failed(holder);
  return success({
    runId: run.runId,
    startedAt: run.lines[0]?.at ?? 'unknown',
    entry,
    newKey: newKeyIn(facts, plan.oldKey),
    plan: { ...plan, checks, steps: stepsLeft(plan, entry, run.lines) },
  });
}

function newKeyIn(facts: ClusterFacts, oldKey: KeyName): string | undefined {
  return controlPlaneServers(facts)
    .flatMap(({ encryption }) => (encryption?.file?.keys ?? []).map(keyLabel))
    .find((label) => label !== keyLabel(oldKey));
}

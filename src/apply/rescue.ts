import { outcomeOf, type Outcome } from '../model/outcome.ts';
import { conduct, type Prepared } from './conduct.ts';
import { unfinishedRun } from './runs/runs.ts';
import type { RescueOptions } from './rescue-options.ts';
import { beginRescue } from './begin-rescue.ts';
import { resumeRescue } from './resume-rescue.ts';

/**
 * Rescues a cluster whose Secrets are under keys that servers lack: plans, confirms, locks, journals, drives the chart and proves (real-engine.md 4). Every
 * occurrence is emitted, and the last event is `run-ended`. Never throws.
 */
export function rescue(options: RescueOptions): Promise<Outcome> {
  return conduct(options, { name: 'rescue', prepare });
}

async function prepare(options: RescueOptions): Promise<Prepared> {
  const { stateDirectory, cluster } = options;
  const prepared = options.resume || options.undo ? await resumeRescue(options) : await beginRescue(options);
  if (prepared.ok) return { run: prepared.value };
  if (!options.resume && !options.undo) return { outcome: outcomeOf(prepared.failure, false) };
  const unfinished = unfinishedRun(stateDirectory, cluster.name);
  // A journal that cannot be read may contain changes.
  const changed = !unfinished.ok || unfinished.value?.changed === true;
  return { outcome: outcomeOf(prepared.failure, changed) };
}

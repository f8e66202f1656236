import type { HookName } from './automation.ts';
import type { Outcome } from './outcome.ts';
import type { RunSummary } from './run-summary.ts';
import type { Roll } from './strategy.ts';
import type { Count } from './units.ts';

/** The JSON document on the standard input of a hook. Fields may be added, and none is renamed or removed. */
export interface HookInput {
  readonly schema: 'keyturn.hook/1';
  readonly hook: HookName;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly cluster: string;
  /** `undefined` where no run began. */
  readonly runId: string | undefined;
  /** The server that is about to be restarted, or is healthy again. Only for the hooks around a restart. */
  readonly server?: string;
  /** The roll of the restart. */
  readonly roll?: Roll;
  /** Only for `after-run` and `on-failure`. */
  readonly outcome?: Outcome;
  readonly exitCode?: Count;
  readonly summary?: RunSummary;
}

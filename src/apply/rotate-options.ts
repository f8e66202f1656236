import type { Clock } from '../model/clock.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Emit, RunEndedEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { StrategyWish } from '../model/strategy.ts';
import type { Fleet } from '../remote/runner.ts';
import type { Interrupts } from './run/run.ts';

/**
 * The operator's answer to the plan. `given-before` is `--yes`, which takes no time. `given` is an answer to the question, during which the
 * cluster may have changed.
 */
export type Consent = 'given-before' | 'given' | 'declined' | 'nobody-to-ask';

/** What every operation that changes a cluster is run with. No input is read from the environment. */
export interface RunOptions {
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly emit: Emit;
  readonly clock: Clock;
  /** Holds journals, logs and locks. */
  readonly stateDirectory: string;
  readonly resume: boolean;
  /** How many Secrets the proof reads through each apiserver. */
  readonly readBack: 'sample' | 'all';
  readonly interrupts: Pick<Interrupts, 'soft' | 'hard'>;
  /** Takes registered secrets out of a text. */
  readonly scrub: (text: string) => string;
  /** Environment for hooks and tokens. Nothing is passed on by default. */
  readonly environment?: NodeJS.ProcessEnv;
  /** How the command ended, as a sentence for people. */
  readonly sentence?: (event: RunEndedEvent) => string;
  /** `user@host` of the operator. */
  readonly operator: string;
  /** keyturn's own version. */
  readonly version: string;
}

/** All inputs of the main job. */
export interface RotateOptions extends RunOptions, StrategyWish {
  /** A saved plan. The run applies exactly this plan, or nothing. */
  readonly plan: Plan | undefined;
  /** No operator is present. An unfinished run is resumed, and nothing is done that a person must decide. */
  readonly ensure?: boolean;
  /** Continue a rotation that another operator or tool began. */
  readonly adopt: boolean;
  /** Servers to leave out because their hosts are gone. */
  readonly without: readonly string[];
  /** Do nothing while the key is younger, ms. */
  readonly ifOlderThanMs: number | undefined;
  readonly confirm: (plan: Plan, question: 'rotate' | 'adopt') => Promise<Consent>;
}

import type { HookName } from '../../model/automation.ts';
import type { HookInput } from '../../model/hook-input.ts';
import type { Clock } from '../../model/clock.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Emit } from '../../model/event.ts';
import type { Failure } from '../../model/failure.ts';
import { createRedactor } from '../../remote/redaction.ts';
import { hookEnvironment, runHook } from './run-hook.ts';

/** What differs from one call of a hook to the next. */
type HookMoment = Omit<HookInput, 'schema' | 'hook' | 'at' | 'cluster'>;

/** Runs the hook of this name, if the inventory has one, and reports its end. The failure of a hook that did not end well. */
export type CallHook = (name: HookName, moment: HookMoment) => Promise<Failure | undefined>;

/** What hooks need of the command. */
export interface HookOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly scrub: (text: string) => string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends a hook at once. */
  readonly signal: AbortSignal;
}

/** The hooks of a cluster. Input and output pass through the redaction of all output. */
export function createHooks(options: HookOptions): CallHook {
  const { cluster, clock, emit, scrub, signal } = options;
  const { hooks, hookEnvironment: more } = cluster.automation;
  return async (name, moment) => {
    const hook = hooks[name];
    if (hook === undefined) return undefined;
    const startedAt = clock.now();
    const input: HookInput = {
      schema: 'keyturn.hook/1',
      hook: name,
      at: new Date(clock.wall()).toISOString(),
      cluster: cluster.name,
      ...moment,
    };
    const environment = hookEnvironment(options.environment, more, name);
    // What the inventory hands to hooks by name is mostly a token, and programs print their environment when they fail.
    const handed = createRedactor();
    for (const variable of more) handed.register(environment[variable] ?? '');
    const { ending, output } = await runHook(hook, { input: scrub(JSON.stringify(input)), environment, signal });
    const about = {
      hook: name,
      program: hook.command[0] ?? '',
      server: moment.server,
      ending,
      output: handed.scrub(scrub(output)),
    };
    emit({ type: 'hook-finished', ...about, durationMs: clock.now() - startedAt });
    const isGood = ending.kind === 'exited' && ending.code === 0;
    return isGood ? undefined : { kind: 'hook-failed', ...about };
  };
}

import type { Emit, RunEndedEvent } from '../model/event.ts';
import { EXIT_CODES, type Outcome } from '../model/outcome.ts';
import type { RunSummary } from '../model/run-summary.ts';
import { createHooks } from './automation/hooks.ts';
import { endsOf, notify } from './automation/notify.ts';
import type { RunOptions } from './rotate-options.ts';

/** Listens whether writes of Secrets were left refused. */
export interface FreezeWatch {
  readonly emit: Emit;
  readonly frozen: () => boolean;
}

/** Passes every event on, and remembers that writes were left refused. */
export function watchFreeze(emit: Emit): FreezeWatch {
  let isFrozen = false;
  return {
    emit: (event) => {
      if (event.type === 'writes-left-frozen') isFrozen = true;
      emit(event);
    },
    frozen: () => isFrozen,
  };
}

/**
 * Ends the command. The hooks of the end run first, then the webhooks are called, and `run-ended` is the last event.
 * Neither a hook nor a webhook changes the outcome.
 */
export async function endCommand(
  options: RunOptions,
  end: { readonly outcome: Outcome; readonly summary: RunSummary | undefined; readonly frozen: boolean },
): Promise<Outcome> {
  const { cluster, clock, scrub, environment = {}, interrupts } = options;
  const { outcome, summary, frozen } = end;
  const shared = { clock, emit: options.emit, scrub, environment, signal: interrupts.hard };
  const event: RunEndedEvent = { type: 'run-ended', outcome, summary };
  const name = hookOf(outcome);
  if (name !== undefined) {
    await createHooks({ ...shared, cluster })(name, {
      runId: summary?.runId,
      outcome,
      exitCode: EXIT_CODES[outcome.kind].code,
      ...(summary === undefined ? {} : { summary }),
    });
  }
  await notify(
    cluster.automation.notify,
    {
      schema: 'keyturn.notification/1',
      at: new Date(clock.wall()).toISOString(),
      cluster: cluster.name,
      ends: endsOf(outcome, { frozen, began: summary !== undefined }),
      text: options.sentence?.(event) ?? '',
      event,
    },
    shared,
  );
  options.emit(event);
  return outcome;
}

/** Nothing runs where nothing was to be done, or where the command line itself was the problem. */
function hookOf(outcome: Outcome): 'after-run' | 'on-failure' | undefined {
  switch (outcome.kind) {
    case 'done':
      return 'after-run';
    case 'nothing-to-do':
    case 'usage':
      return undefined;
    default:
      return 'on-failure';
  }
}

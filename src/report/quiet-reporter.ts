import type { Event } from '../model/event.ts';
import type { Reporter } from './reporter.ts';

/**
 * Holds back what is reported before a run begins, so that a scheduled command with nothing to do says one line, or no line
 * where `silent`. A run is reported as usual, from its first question on. So is a refusal, by its ending alone.
 */
export function createQuietReporter(told: Reporter, { silent }: { readonly silent: boolean }): Reporter {
  let held: Event[] | undefined = [];
  return {
    emit: (event) => {
      if (event.type === 'run-ended') {
        held = undefined;
        if (!silent || event.outcome.kind !== 'nothing-to-do') told.emit(event);
        return;
      }
      if (held === undefined) {
        told.emit(event);
        return;
      }
      held.push(event);
      if (event.type !== 'run-started' && event.type !== 'run-resumed') return;
      const before = held;
      held = undefined;
      for (const one of before) told.emit(one);
    },
    close: () => told.close(),
  };
}

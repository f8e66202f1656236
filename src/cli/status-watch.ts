// The loop of `status --watch`.
import { createScreen } from '../report/screen.ts';
import { fittedLook, watchHead } from '../report/watch-text.ts';
import type { Session } from './session.ts';

/** One look, as text for people or as one line for a program, and what it is worth as an exit code. */
export interface Look {
  readonly text: string;
  readonly code: number;
}

interface Watching {
  readonly session: Session;
  readonly form: 'pretty' | 'json';
  readonly everyMs: number;
  /** A look that failed is a look, too: the next one may succeed. */
  readonly look: () => Promise<Look>;
}

/**
 * Looks again until the operator stops, and returns the code of the last look. On a terminal each look takes the place
 * of the one before, and the last one stays.
 */
export async function watchStatus({ session, form, everyMs, look }: Watching): Promise<number> {
  const { output, interrupts, clock } = session;
  const screen = form === 'pretty' && output.isTty ? createScreen(output) : undefined;
  let last: Look | undefined;
  try {
    for (;;) {
      const seen = await look();
      // A look that was stopped in the middle shows servers as silent that nobody asked.
      if (interrupts.soft.aborted) break;
      last = seen;
      const head = watchHead(new Date(clock.wall()).toISOString(), everyMs);
      if (form === 'json') output.write(`${seen.text}\n`);
      else if (screen === undefined) output.write(`${head}\n${seen.text}\n`);
      else screen.draw(fittedLook([head, ...seen.text.trimEnd().split('\n')], output.rows()));
      await clock.sleep(everyMs, interrupts.soft);
      if (interrupts.soft.aborted) break;
    }
  } finally {
    screen?.close();
  }
  if (screen !== undefined && last !== undefined) output.write(last.text);
  return last === undefined ? session.fail({ kind: 'interrupted', at: undefined }) : last.code;
}

import type { RunReport } from '../../../model/run-report.ts';

/** The share of Secrets rewritten at one time, 0 to 1. */
export interface RewritePoint {
  readonly at: string;
  readonly share: number;
}

const COMMANDS: readonly string[] = ['command:reencrypt', 'command:reencrypt-skip', 'command:rotate-keys'];
const ENDINGS: readonly string[] = ['rewrite-kept', 'rewrite-finished'];

/**
 * How the rewrite went, from the command that asked for it to its end. Without samples, as in journals of earlier
 * releases, the line has its two ends alone. Empty where nothing was rewritten.
 */
export function rewriteLine({ rewrite, steps }: RunReport): readonly RewritePoint[] {
  const begun = steps.find(({ step }) => COMMANDS.includes(step))?.spans[0]?.from;
  if (begun === undefined) return [];
  const ended = steps.find(({ step, state }) => ENDINGS.includes(step) && state === 'done')?.spans.at(-1)?.until;
  const samples = rewrite.map(({ at, rewritten, total }) => ({
    at,
    share: total === 0 ? 0 : Math.min(1, rewritten / total),
  }));
  return [{ at: begun, share: 0 }, ...samples, ...(ended === undefined ? [] : [{ at: ended, share: 1 }])];
}

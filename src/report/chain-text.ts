import { wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { CHAIN_DOES_NOT_PROVE, CHAIN_PROVES } from './run-report/integrity.ts';
import { count } from './units.ts';

/** A journal whose chain is whole, with what that proves and what it does not. Ends with a line feed. */
export function chainText(
  {
    runId,
    file,
    lines,
    head,
  }: { readonly runId: string; readonly file: string; readonly lines: number; readonly head: string },
  { style, width }: RenderOptions,
): string {
  return [
    style.green(wrap(`The journal of run ${printableLine(runId)} is whole: ${count(lines, 'line')}.`, width)),
    `  journal  ${printableLine(file)}`,
    `  head     ${head}`,
    wrap(CHAIN_PROVES, width),
    wrap(CHAIN_DOES_NOT_PROVE, width),
    '',
  ].join('\n');
}

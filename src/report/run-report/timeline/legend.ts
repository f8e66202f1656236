import { element, type Markup } from '../markup.ts';

/** The meaning of each colour. */
const MEANINGS: readonly (readonly [string, string])[] = [
  ['restart', 'restart until healthy'],
  ['loading', 'loading the new file'],
  ['work', 'command, rewrite, proof'],
  ['seal', 'snapshot or sealed copy'],
  ['outage', 'apiserver did not answer'],
  ['refused', 'writes refused'],
  ['risk', 'reads at risk'],
  ['rewritten', 'Secrets rewritten'],
  ['pause', 'no process ran'],
];

const COLUMN = 215;
const COLUMNS = 4;
const ROW = 18;

/** The legend below the lanes. `bottom` is the place below its last row. */
export function legend(top: number, left: number): { readonly shapes: readonly Markup[]; readonly bottom: number } {
  const shapes = MEANINGS.flatMap(([kind, words], index) => {
    const x = left + (index % COLUMNS) * COLUMN;
    const y = top + Math.floor(index / COLUMNS) * ROW;
    return [
      element('rect', { class: kind, x, y: y - 9, width: 14, height: 10, rx: 1 }),
      element('text', { class: 'dim', x: x + 20, y }, [words]),
    ];
  });
  return { shapes, bottom: top + Math.ceil(MEANINGS.length / COLUMNS) * ROW };
}

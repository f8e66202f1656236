import type { RunReport } from '../../../model/run-report.ts';
import { printableLine } from '../../printable.ts';
import { instantText } from '../../units.ts';
import { element, type Markup } from '../markup.ts';
import { laneNames } from '../timeline/lane-names.ts';
import { timeScale } from '../timeline/scale.ts';
import { HOLDING_WORDS } from './holding-text.ts';
import { keyFiles, type Holding, type KeyFile } from './key-files.ts';

const WIDTH = 1_000;
const PLOT = { from: 130, until: 985 };
const TOP = 6;
const LANE = 26;
const BAR = 18;
/** Of a file with two keys, the part of the key that writes. */
const WRITES = 12;

/** The colours of a bar, from above. */
const PARTS: Readonly<Record<Holding, readonly string[]>> = {
  old: ['old-key'],
  'old-new': ['old-key', 'new-key'],
  'new-old': ['new-key', 'old-key'],
  new: ['new-key'],
  unsure: ['pause'],
};

/** A lane for each server with the keys in its file. Words are titles of the shapes, and the table beside says the same. */
export function keysPicture(report: RunReport): Markup | undefined {
  const files = keyFiles(report);
  if (files === undefined) return undefined;
  const scale = timeScale(report.summary.parts, PLOT);
  const bottom = TOP + files.length * LANE;
  const names = laneNames(files.map(({ server }) => server));
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${bottom + 26}`,
      role: 'img',
      'aria-label': `The keys of each server, ${instantText(report.summary.startedAt)} to ${instantText(report.summary.endedAt)} UTC`,
    },
    [
      ...files.flatMap((file, index) => [
        element('text', { x: PLOT.from - 8, y: TOP + index * LANE + 15, 'text-anchor': 'end' }, [
          element('title', {}, [printableLine(file.server)]),
          names[index] ?? '',
        ]),
        ...barsOf(file, (at) => (at === undefined ? PLOT.from : scale.at(at)), TOP + index * LANE + 2),
      ]),
      ...legend(bottom + 16),
    ],
  );
}

function barsOf({ server, since }: KeyFile, place: (at: string | undefined) => number, top: number): readonly Markup[] {
  return since.flatMap(({ at, holding }, index) => {
    const next = since[index + 1];
    const [from, until] = [place(at), next === undefined ? PLOT.until : place(next.at)];
    const width = rounded(Math.max(0, until - from));
    const title = `${printableLine(server)}: ${HOLDING_WORDS[holding]}`;
    const parts = PARTS[holding];
    return parts.map((kind, part) => {
      const [y, height] = parts.length === 1 ? [top, BAR] : part === 0 ? [top, WRITES] : [top + WRITES, BAR - WRITES];
      return element('rect', { class: kind, x: rounded(from), y, width, height }, [element('title', {}, [title])]);
    });
  });
}

const MEANINGS: readonly (readonly [string, string])[] = [
  ['old-key', 'the old key'],
  ['new-key', 'the new key'],
  ['pause', 'not certain'],
];

function legend(y: number): readonly Markup[] {
  return [
    ...MEANINGS.flatMap(([kind, words], index) => [
      element('rect', { class: kind, x: PLOT.from + index * 120, y: y - 9, width: 14, height: 10 }),
      element('text', { class: 'dim', x: PLOT.from + index * 120 + 20, y }, [words]),
    ]),
    element('text', { class: 'dim', x: PLOT.from + MEANINGS.length * 120, y }, [
      'where there are two, the upper one writes and both read',
    ]),
  ];
}

function rounded(place: number): number {
  return Number(place.toFixed(1));
}

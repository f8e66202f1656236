import type { RunReport } from '../../../model/run-report.ts';
import { printableLine } from '../../printable.ts';
import { instantText, numberText } from '../../units.ts';
import { element, type Markup } from '../markup.ts';
import { timeScale, type TimeScale } from '../timeline/scale.ts';
import { keysOverTime, newKeyOf, secretsOverTime, type SecretsAt } from './secrets-over-time.ts';

const WIDTH = 1_000;
const PLOT = { from: 130, until: 985, top: 10, bottom: 150 };
const ROW = 18;

interface Drawing {
  readonly points: readonly SecretsAt[];
  /** From above to below. */
  readonly keys: readonly string[];
  readonly most: number;
  readonly scale: TimeScale;
  readonly kindOf: (key: string) => string;
}

/**
 * Secrets per key over the time of the run, one area on the other, the new key at the bottom. Marks are counts in the
 * datastore. Without two points there is nothing to draw.
 */
export function secretsPicture(report: RunReport): Markup | undefined {
  const points = secretsOverTime(report);
  const keys = keysOverTime(report, points);
  const most = Math.max(...points.map((point) => heightOf(point, keys)), 0);
  if (points.length < 2 || most === 0) return undefined;
  const newKey = newKeyOf(report);
  const kindOf = (key: string): string => (key === newKey ? 'new-key' : key.includes('/') ? 'old-key' : 'no-key');
  const drawing: Drawing = { points, keys, most, kindOf, scale: timeScale(report.summary.parts, PLOT) };
  const bottom = PLOT.bottom + 18 + keys.length * ROW;
  const label = `Secrets per key, ${instantText(report.summary.startedAt)} to ${instantText(report.summary.endedAt)} UTC`;
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${bottom}`, role: 'img', 'aria-label': label },
    [...axis(drawing), ...keys.map((_, index) => area(drawing, index)), ...marks(drawing), ...legend(drawing)],
  );
}

/** All Secrets of the given keys together. */
function heightOf({ byKey }: SecretsAt, keys: readonly string[]): number {
  return keys.reduce((sum, key) => sum + (byKey[key] ?? 0), 0);
}

function placeY({ most }: Drawing, secrets: number): number {
  return rounded(PLOT.bottom - (secrets / most) * (PLOT.bottom - PLOT.top));
}

/** From the top of a key's area to that of the one below. The first and the last point go on to the edges. */
function area(drawing: Drawing, index: number): Markup {
  const { points, keys, scale, kindOf } = drawing;
  const edge = (below: readonly string[]): readonly (readonly [number, number])[] => {
    const places = points.map(
      (point) => [rounded(scale.at(point.at)), placeY(drawing, heightOf(point, below))] as const,
    );
    return [[PLOT.from, places[0]?.[1] ?? PLOT.bottom], ...places, [PLOT.until, places.at(-1)?.[1] ?? PLOT.bottom]];
  };
  const outline = [...edge(keys.slice(index)), ...edge(keys.slice(index + 1)).toReversed()];
  const key = keys[index] ?? '';
  return element('path', { class: kindOf(key), d: `M${outline.map((place) => place.join(',')).join(' L')} Z` }, [
    element('title', {}, [printableLine(key)]),
  ]);
}

function axis(drawing: Drawing): readonly Markup[] {
  return [0, drawing.most].flatMap((secrets) => {
    const y = placeY(drawing, secrets);
    return [
      element('line', { class: 'grid', x1: PLOT.from, x2: PLOT.until, y1: y, y2: y }),
      element('text', { class: 'dim', x: PLOT.from - 8, y: y + 4, 'text-anchor': 'end' }, [numberText(secrets)]),
    ];
  });
}

function marks({ points, keys, scale }: Drawing): readonly Markup[] {
  return points
    .filter(({ isCounted }) => isCounted)
    .map(({ at, byKey }) => {
      const x = rounded(scale.at(at));
      const counts = keys.map((key) => `${printableLine(key)}: ${numberText(byKey[key] ?? 0)}`).join(', ');
      return element('line', { class: 'mark', x1: x, x2: x, y1: PLOT.top - 6, y2: PLOT.bottom + 6 }, [
        element('title', {}, [`counted at ${instantText(at)} UTC: ${counts}`]),
      ]);
    });
}

function legend({ keys, kindOf, points }: Drawing): readonly Markup[] {
  const left = PLOT.from;
  const last = points.at(-1);
  return [
    ...keys.flatMap((key, index) => {
      const y = PLOT.bottom + 24 + index * ROW;
      const words = `${printableLine(key)}: ${numberText(points[0]?.byKey[key] ?? 0)} at first, ${numberText(last?.byKey[key] ?? 0)} at last`;
      return [
        element('rect', { class: kindOf(key), x: left, y: y - 9, width: 14, height: 10 }),
        element('text', { class: 'dim', x: left + 20, y }, [words]),
      ];
    }),
    element('text', { class: 'dim', x: PLOT.until, y: PLOT.bottom + 24, 'text-anchor': 'end' }, [
      'marks: counted in the datastore; between them: as the engine reported its rewrite',
    ]),
  ];
}

function rounded(place: number): number {
  return Number(place.toFixed(1));
}

import type { RunReport } from '../../../model/run-report.ts';
import { RUN_STAGES, type Period } from '../../../model/run-summary.ts';
import { printableLine } from '../../printable.ts';
import { stepTitle } from '../../step-text.ts';
import { durationText, instantText } from '../../units.ts';
import { element, type Markup } from '../markup.ts';
import { CLUSTER_LANE, barsOf, type BarKind } from './bars.ts';
import { laneNames } from './lane-names.ts';
import { legend } from './legend.ts';
import { rewriteLine } from './rewrite-line.ts';
import { timeScale, type TimeScale } from './scale.ts';

const WIDTH = 1_000;
const PLOT = { from: 130, until: 985 };
/** Room for the names of the stages, below that for the point of no return. */
const TOP = 42;
const STAGES_AT = 18;
const LANE = 26;
const BAR = 12;
const AXIS = 22;
/** Room for one tick of the axis with its time. */
const TICK = 120;
/** A bar is never thinner, so that a short step can be seen. */
const THINNEST = 2;

interface Drawing {
  readonly report: RunReport;
  readonly scale: TimeScale;
  readonly lanes: readonly string[];
  /** Below the last lane. */
  readonly bottom: number;
}

const SECRETS_LANE = 'Secrets';

/**
 * The run as a picture: a lane for the cluster, one for the rewrite of the Secrets, and one for each server, over the
 * time of the run. Its words are titles of the shapes, so that a pointer shows them, and the tables of the report say
 * the same.
 */
export function timelinePicture(report: RunReport): Markup {
  const servers = report.course.order.map(({ name }) => name);
  const lanes = [CLUSTER_LANE, SECRETS_LANE, ...servers];
  const bottom = TOP + lanes.length * LANE;
  const drawing: Drawing = { report, lanes, bottom, scale: timeScale(report.summary.parts, PLOT) };
  const key = legend(bottom + AXIS + 16, PLOT.from);
  const { cluster, startedAt, endedAt } = report.summary;
  const label = `Timeline of the rotation of ${printableLine(cluster)}, ${instantText(startedAt)} to ${instantText(endedAt)} UTC`;
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${key.bottom}`, role: 'img', 'aria-label': label },
    [
      ...stageColumns(drawing),
      ...axis(drawing),
      ...[CLUSTER_LANE, SECRETS_LANE, ...laneNames(servers)].flatMap((short, index) =>
        laneLine(lanes[index] ?? '', short, index),
      ),
      ...bands(drawing),
      ...rewriteArea(drawing),
      ...stepBars(drawing),
      ...outageBars(drawing),
      ...breaks(drawing),
      ...noReturn(drawing),
      ...key.shapes,
    ],
  );
}

/** The stages as columns. A stage lasts until the next one begins. */
function stageColumns({ report, scale, bottom }: Drawing): readonly Markup[] {
  const begun = RUN_STAGES.flatMap((stage) => {
    const spans = report.steps.filter((step) => step.stage === stage).flatMap((step) => step.spans);
    const from = spans.map((span) => span.from).sort()[0];
    return from === undefined ? [] : [{ stage, x: scale.at(from) }];
  }).toSorted((one, other) => one.x - other.x);
  return begun.flatMap(({ stage, x }, index) => {
    const from = index === 0 ? PLOT.from : x;
    const until = begun[index + 1]?.x ?? PLOT.until;
    const width = Math.max(0, until - from);
    const isRoomy = width > stage.length * 7;
    return [
      element('rect', {
        class: index % 2 === 0 ? 'stage' : 'stage odd',
        x: from,
        y: STAGES_AT,
        width,
        height: bottom - STAGES_AT,
      }),
      ...(isRoomy ? [element('text', { x: from + 4, y: STAGES_AT + 15, class: 'dim' }, [stage])] : []),
    ];
  });
}

function axis({ scale, bottom }: Drawing): readonly Markup[] {
  const count = Math.floor((PLOT.until - PLOT.from) / TICK);
  const places = Array.from(
    { length: count + 1 },
    (_, index) => PLOT.from + (index * (PLOT.until - PLOT.from)) / count,
  );
  return places.flatMap((x, index) => [
    element('line', { class: 'grid', x1: x, x2: x, y1: bottom, y2: bottom + 4 }),
    element(
      'text',
      {
        class: 'dim',
        x,
        y: bottom + AXIS - 4,
        'text-anchor': index === 0 ? 'start' : index === count ? 'end' : 'middle',
      },
      [instantText(scale.timeAt(x)).slice(11)],
    ),
  ]);
}

function laneY(index: number): number {
  return TOP + index * LANE;
}

function laneLine(name: string, short: string, index: number): readonly Markup[] {
  const y = laneY(index) + LANE;
  return [
    element('line', { class: 'lane', x1: PLOT.from, x2: PLOT.until, y1: y, y2: y }),
    element('text', { x: PLOT.from - 8, y: y - 8, 'text-anchor': 'end' }, [
      element('title', {}, [printableLine(name)]),
      short,
    ]),
  ];
}

/** Where a time lies on the axis, and how wide it is drawn. */
function placed(scale: TimeScale, from: string, until: string): { readonly x: number; readonly width: number } {
  const x = scale.at(from);
  return { x, width: Math.max(THINNEST, scale.at(until) - x) };
}

function tookText({ from, until }: Period): string {
  return durationText(Math.max(0, Date.parse(until) - Date.parse(from)));
}

/** Times in which writes were refused, and in which rewritten Secrets could not be read through a server. */
function bands({ report, scale, lanes }: Drawing): readonly Markup[] {
  const { refusedWrites, readsAtRisk, endedAt } = report.summary;
  const band = (
    lane: string,
    kind: string,
    title: string,
    from: string,
    until: string | undefined,
  ): readonly Markup[] => {
    const index = lanes.indexOf(lane);
    if (index === -1) return [];
    const { x, width } = placed(scale, from, until ?? endedAt);
    return [shape({ kind, title, x, y: laneY(index) + 2, width, height: LANE - 4 })];
  };
  return [
    ...refusedWrites.flatMap(({ from, until }) =>
      band(SECRETS_LANE, 'refused', 'writes of Secrets refused', from, until),
    ),
    ...readsAtRisk.flatMap(({ server, from, until }) =>
      band(server, 'risk', `rewritten Secrets could not be read through ${server}`, from, until),
    ),
  ];
}

function rewriteArea({ report, scale, lanes }: Drawing): readonly Markup[] {
  const points = rewriteLine(report);
  const last = points.at(-1);
  if (last === undefined || points.length < 2) return [];
  const top = laneY(lanes.indexOf(SECRETS_LANE)) + 3;
  const height = LANE - 6;
  const place = (at: string, share: number): string =>
    `${scale.at(at).toFixed(1)},${(top + height * (1 - share)).toFixed(1)}`;
  const steps = points.map(({ at, share }) => place(at, share)).join(' L');
  const end = `L${PLOT.until},${(top + height * (1 - last.share)).toFixed(1)} L${PLOT.until},${top + height}`;
  const title = `rewritten: ${Math.round(last.share * 100)} %`;
  return [
    element('path', { class: 'rewritten', d: `M${place(points[0]?.at ?? '', 0)} L${steps} ${end} Z` }, [
      element('title', {}, [title]),
    ]),
  ];
}

const DRAWN: readonly BarKind[] = ['loading', 'seal', 'work', 'restart'];

function stepBars({ report, scale, lanes }: Drawing): readonly Markup[] {
  const bars = report.steps.flatMap((step) => {
    const { kind, lanes: names } = barsOf(step, report);
    return names.flatMap((lane) => step.spans.map((span) => ({ kind, lane, step, span })));
  });
  return DRAWN.flatMap((kind) =>
    bars
      .filter((bar) => bar.kind === kind && lanes.includes(bar.lane))
      .flatMap(({ lane, step, span }) => {
        const { x, width } = placed(scale, span.from, span.until);
        const y = laneY(lanes.indexOf(lane)) + (LANE - BAR) / 2;
        const title = `${stepTitle(step.step)}, ${tookText(span)}`;
        const failed =
          step.state === 'failed' && span === step.spans.at(-1)
            ? [element('line', { class: 'failed', x1: x + width, x2: x + width, y1: y - 5, y2: y + BAR + 5 })]
            : [];
        return [shape({ kind, title, x, y, width, height: BAR }), ...failed];
      }),
  );
}

/** An outage is drawn above the bars of its lane. */
function outageBars({ report, scale, lanes }: Drawing): readonly Markup[] {
  return report.summary.outages.flatMap(({ server, periods = [] }) => {
    const index = lanes.indexOf(server);
    if (index === -1) return [];
    return periods.map((period) => {
      const { x, width } = placed(scale, period.from, period.until);
      const title = `the apiserver of ${server} did not answer, ${tookText(period)}`;
      return shape({ kind: 'outage', title, x, y: laneY(index) + 2, width, height: 4 });
    });
  });
}

function breaks({ scale, bottom, report }: Drawing): readonly Markup[] {
  return scale.breaks.map(({ from, until }, index) => {
    const pause = report.pauses[index];
    const took = pause === undefined ? '' : `, ${durationText(Date.parse(pause.until) - Date.parse(pause.from))}`;
    const title = `no process ran${pause?.killed === true ? ' (the one before was killed)' : ''}${took}`;
    return shape({ kind: 'pause', title, x: from, y: STAGES_AT, width: until - from, height: bottom - STAGES_AT });
  });
}

function noReturn({ report, scale, bottom }: Drawing): readonly Markup[] {
  const { at } = report.pointOfNoReturn;
  if (at === undefined) return [];
  const x = scale.at(at);
  const isLeft = x < (PLOT.from + PLOT.until) / 2;
  return [
    element('line', { class: 'no-return', x1: x, x2: x, y1: 2, y2: bottom + 6 }),
    element(
      'text',
      { class: 'no-return-text', x: isLeft ? x + 5 : x - 5, y: 12, 'text-anchor': isLeft ? 'start' : 'end' },
      ['point of no return'],
    ),
  ];
}

function shape({
  kind,
  title,
  ...place
}: Readonly<Record<'x' | 'y' | 'width' | 'height', number>> & {
  readonly kind: string;
  readonly title: string;
}): Markup {
  const { x, width } = place;
  const rounded = { ...place, x: Number(x.toFixed(1)), width: Number(width.toFixed(1)) };
  return element('rect', { class: kind, rx: 1, ...rounded }, [element('title', {}, [printableLine(title)])]);
}

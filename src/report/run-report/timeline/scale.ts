import type { Period } from '../../../model/run-summary.ts';

/** Time as a place on a line. Times without a process take little room, because nothing happens in them. */
export interface TimeScale {
  /** The place of a time, ISO 8601. A time outside the run is at the nearer end. */
  at(time: string): number;
  /** The time of a place, ISO 8601. */
  timeAt(place: number): string;
  /** The places of the times without a process. */
  readonly breaks: readonly { readonly from: number; readonly until: number }[];
}

interface Piece {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly from: number;
  readonly until: number;
  readonly isBreak: boolean;
}

/** The widest break, and the share of the line that all breaks together may take. */
const WIDEST_BREAK = 40;
const BREAKS_SHARE = 0.3;

/** Spreads the work of a run over a line. `parts` are the times with a process, oldest first. */
export function timeScale(
  parts: readonly Period[],
  line: { readonly from: number; readonly until: number },
): TimeScale {
  const pieces = piecesOf(parts, line);
  const first = pieces[0];
  const last = pieces.at(-1);
  const placeIn = ({ fromMs, untilMs, from, until }: Piece, ms: number): number =>
    untilMs === fromMs ? from : from + ((ms - fromMs) / (untilMs - fromMs)) * (until - from);
  return {
    at: (time) => {
      const ms = Date.parse(time);
      if (first === undefined || last === undefined || Number.isNaN(ms) || ms <= first.fromMs) return line.from;
      if (ms >= last.untilMs) return line.until;
      return placeIn(pieces.find((piece) => ms <= piece.untilMs) ?? last, ms);
    },
    timeAt: (place) => {
      const piece = pieces.find(({ until }) => place <= until) ?? last;
      if (piece === undefined) return '';
      const { fromMs, untilMs, from, until } = piece;
      const share = until === from ? 0 : (Math.max(place, from) - from) / (until - from);
      return new Date(fromMs + share * (untilMs - fromMs)).toISOString();
    },
    breaks: pieces.filter(({ isBreak }) => isBreak).map(({ from, until }) => ({ from, until })),
  };
}

function piecesOf(parts: readonly Period[], line: { readonly from: number; readonly until: number }): readonly Piece[] {
  const times = parts.map(({ from, until }) => ({ fromMs: Date.parse(from), untilMs: Date.parse(until) }));
  const width = line.until - line.from;
  const breakWidth = times.length < 2 ? 0 : Math.min(WIDEST_BREAK, (BREAKS_SHARE * width) / (times.length - 1));
  const workMs = times.reduce((total, { fromMs, untilMs }) => total + untilMs - fromMs, 0);
  const perMs = workMs <= 0 ? 0 : (width - breakWidth * Math.max(0, times.length - 1)) / workMs;
  const pieces: Piece[] = [];
  let place = line.from;
  for (const { fromMs, untilMs } of times) {
    const before = pieces.at(-1);
    if (before !== undefined) {
      pieces.push({ fromMs: before.untilMs, untilMs: fromMs, from: place, until: place + breakWidth, isBreak: true });
      place += breakWidth;
    }
    const until = place + (untilMs - fromMs) * perMs;
    pieces.push({ fromMs, untilMs, from: place, until, isBreak: false });
    place = until;
  }
  return pieces;
}

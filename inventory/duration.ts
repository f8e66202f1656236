import { DURATION } from './formats.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a duration such as `15s`, `10m`, `90d`, `500ms`, or `undefined` for any other text. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.pattern.test(text)) {
    return undefined;
  }
  const unit = /[a-z]+$/.exec(text)?.[0] ?? '';
  return Math.round(Number.parseFloat(text) * (UNIT_MS[unit] ?? Number.NaN));
}

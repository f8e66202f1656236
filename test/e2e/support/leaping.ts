import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { start, type StartOptions } from './keyturn.ts';

const PRELOAD = join(import.meta.dirname, '../../preloads/leaping-clock.ts');

/** keyturn with a clock that can be told to leap: `leap` takes how far it is ahead in all, ms; it never goes back. */
export function startLeaping(directory: string, args: readonly string[]) {
  const file = join(directory, 'leap');
  const options: StartOptions = {
    environment: { KEYTURN_TEST_LEAP: file },
    nodeArguments: ['--import', PRELOAD],
  };
  return { ...start(args, options), leap: (sinceStartMs: number) => writeFileSync(file, String(sinceStartMs)) };
}

/** The progress that was told, in its order. */
export function progressIn(ndjson: string): readonly {
  readonly rewritten: number;
  readonly total: number;
  readonly source: string;
  readonly perSecond: number | undefined;
}[] {
  return ndjson
    .split('\n')
    .filter((line) => line.includes('"type":"rewrite-progress"') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as ReturnType<typeof progressIn>[number]);
}

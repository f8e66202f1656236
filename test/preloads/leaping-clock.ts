import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** Longer than a rewrite of a few Secrets may take. */
const LEAP_MS = 600_000;

/** From when the file of this name is there, the time is ten minutes later: what would end only then ends now. */
const file = process.env['KEYTURN_TEST_LEAP'] ?? '';
const now = performance.now.bind(performance);
let hasLeapt = false;

performance.now = () => {
  hasLeapt ||= existsSync(file);
  return now() + (hasLeapt ? LEAP_MS : 0);
};

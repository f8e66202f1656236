import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** From when the file of this name is there, the time is later by as many milliseconds as it says: what would end only then ends now. */
const file = process.env['KEYTURN_TEST_LEAP'] ?? '';
const now = performance.now.bind(performance);
let leaptMs = 0;

performance.now = () => {
  leaptMs = Math.max(leaptMs, toldMs());
  return now() + leaptMs;
};

/** A file that is being written is empty for a moment: that is no leap. */
function toldMs(): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

import { availableParallelism } from 'node:os';

import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** By how long they take, longest first: what starts last must not be what everything waits for at the end. */
const FIRST = [
  'killed',
  'silent-rewrite',
  'deleted-meanwhile',
  'real-sshd',
  'silent-journal',
  'faults',
  'without',
  'freeze-writes',
  'other-actors',
  'topologies',
  'before-a-restart',
  'lost-connections',
].map((name) => `/e2e/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const named = FIRST.findIndex((name) => moduleId.endsWith(name));
      if (named >= 0) return named;
      return FIRST.length + (moduleId.includes('/e2e/') ? 0 : 1);
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}

const CORES = availableParallelism();

export default defineConfig({
  test: {
    globalSetup: ['test/support/build.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // What a test waits for comes at the machine's own speed, and a busy machine is slow. A test that waits in vain fails all the same.
    expect: { poll: { timeout: 150_000 } },
    sequence: { sequencer: LongestFirst },
    // On two cores vitest would take one worker. One more than there are cores, because most tests wait for simulated servers half of the time.
    maxWorkers: CORES + 1,
    maxConcurrency: CORES + 1,
    projects: [
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'] },
      },
      {
        extends: true,
        // These share no state: a worker of its own for each of a hundred files would cost as much as what is in them.
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          pool: 'threads',
          isolate: false,
        },
      },
    ],
  },
});

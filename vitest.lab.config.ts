import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

import { TEST_CLUSTERS } from './test/lab/layout.ts';

/** By how long they take in what CI runs, longest first: what starts last must not be what everything waits for at the end. */
const FIRST = ['rotation', 'twice', 'rotate-keys', 'plain-scripts'].map((name) => `/lab/${name}.lab.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const named = FIRST.findIndex((name) => moduleId.endsWith(name));
      return named === -1 ? FIRST.length : named;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}

/** Real servers: one cluster at a time for each worker, each test as long as real restarts take. */
export default defineConfig({
  test: {
    globalSetup: ['test/lab/global-setup.ts', 'test/support/build.ts'],
    setupFiles: ['test/lab/after-each.ts'],
    include: ['test/lab/**/*.lab.ts'],
    maxWorkers: TEST_CLUSTERS.length,
    sequence: { sequencer: LongestFirst },
    testTimeout: 1_500_000,
    hookTimeout: 300_000,
  },
});

import { afterEach } from 'vitest';

import { endChildren } from '../e2e/support/children.ts';
import { endLeftovers } from './leftovers.ts';

// A test that timed out must not write to, or rotate, the next one's cluster.
afterEach(async () => {
  endChildren();
  await endLeftovers();
  // What saw its run end may have begun another until its cluster was gone.
  endChildren();
});

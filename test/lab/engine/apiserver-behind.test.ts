import { describe, it } from 'vitest';

import { recording } from '../../support/recordings.ts';
import { NOT_READY } from './apiserver-behind.ts';

describe('the apiserver behind the supervisor of the K3s of the lab', () => {
  it('given it does not answer yet, when it is asked, then the answer is the recorded one', ({ expect }) => {
    expect(recording('2026/apiserver-starting').out).toContain(NOT_READY);
  });
});

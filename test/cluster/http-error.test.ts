import { describe, expect, it } from 'vitest';

import { messageOf, refusedWith } from '../../src/cluster/http-error.ts';
import { fakeRunner } from '../support/fake-runner.ts';

describe('an answer that refuses', () => {
  it.each([
    ['{"message":"etcdserver: no leader"}', 'etcdserver: no leader'],
    ['null', 'null'],
    ['  plain text ', 'plain text'],
  ])('%s has the message %s', (body, message) => {
    expect(messageOf(body)).toBe(message);
  });

  it('is a failure with its status and the message in its body', () => {
    expect(refusedWith(fakeRunner([]), 'lease', { status: 403, body: '{"message":"no"}' })).toEqual({
      ok: false,
      failure: { kind: 'http-error', server: 's1', request: 'lease', status: 403, message: 'no' },
    });
  });
});

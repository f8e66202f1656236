import { describe, it } from 'vitest';

import { notAnswered } from '../../../src/apply/steps/gate-wait.ts';
import type { Failure } from '../../../src/model/failure.ts';

describe('what a gate shows of a look that could not be made', () => {
  it.for<readonly [string, Failure, string]>([
    [
      'an admission policy that denies',
      {
        kind: 'http-error',
        server: 's1',
        request: 'write canary',
        status: 422,
        message: "ValidatingAdmissionPolicy 'owners' denied request: corp: Secrets need label owner",
      },
      "http-error: write canary: HTTP 422: ValidatingAdmissionPolicy 'owners' denied request: corp: Secrets need label owner",
    ],
    [
      'an apiserver that does not answer',
      { kind: 'http-error', server: 's1', request: 'readyz', status: 0, message: 'connection refused' },
      'http-error: readyz: no answer: connection refused',
    ],
    [
      'an answer without words',
      { kind: 'http-error', server: 's1', request: 'readyz', status: 503, message: '' },
      'http-error: readyz: HTTP 503',
    ],
    [
      'a command that fails',
      {
        kind: 'command-failed',
        server: 's1',
        command: 'x',
        exitCode: 1,
        signal: undefined,
        stderr: 'warning: any\ngrep: /x: No such file\n',
      },
      'command-failed: grep: /x: No such file',
    ],
    [
      'a command that fails without a word',
      { kind: 'command-failed', server: 's1', command: 'x', exitCode: 1, signal: undefined, stderr: '' },
      'command-failed',
    ],
    [
      'a host that is not reached',
      { kind: 'host-unreachable', server: 's1', address: '10.0.0.1:22', reason: 'timed out' },
      'host-unreachable: timed out',
    ],
  ])('given %s, tells its own words, and goes on looking', ([, failure, observed], { expect }) => {
    expect(notAnswered(failure)).toEqual({ kind: 'not-yet', observed: [observed] });
  });

  it('given a message without end, shows its beginning', ({ expect }) => {
    const look = notAnswered({
      kind: 'http-error',
      server: 's1',
      request: 'x',
      status: 500,
      message: 'm'.repeat(9_000),
    });
    expect(look.kind === 'not-yet' && look.observed.join().length).toBeLessThan(400);
  });
});

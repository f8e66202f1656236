import { describe, it } from 'vitest';

import type { ExecRequest } from '../../src/remote/exec-channel.ts';
import { execHere } from '../../src/remote/local/exec-here.ts';
import { execThroughMaster } from '../../src/remote/openssh/exec-through-master.ts';
import { openMaster } from '../../src/remote/openssh/open-master.ts';
import { createRedactor } from '../../src/remote/redaction.ts';
import { createTracked } from '../../src/remote/tracked-connection.ts';

/** Longer than any system lets a program's arguments be. */
const TOO_LONG = 'x'.repeat(8_000_000);

const REQUEST: ExecRequest = {
  line: TOO_LONG,
  stdin: undefined,
  openMs: 1000,
  firstByteMs: 1000,
  totalMs: 1000,
  maxStdoutBytes: 1000,
  bounds: undefined,
  maxStderrBytes: 1000,
  signal: new AbortController().signal,
  redactor: createRedactor(),
};

describe('given a process that the system refuses to start', () => {
  it.for([
    ['on this machine', execHere, '/bin/sh: E2BIG'],
    [
      'through a master',
      (request: ExecRequest) => execThroughMaster({ socket: '/s', log: '/l' }, request),
      'ssh: E2BIG',
    ],
  ] as const)('when a line runs %s, then it was not sent', async ([, exec, reason], { expect }) => {
    expect(await exec(REQUEST)).toEqual({ kind: 'not-sent', full: false, reason });
  });

  it('when a master is opened, then there is none for that reason', async ({ expect }) => {
    const { signal } = REQUEST;
    expect(await openMaster([TOO_LONG], { socket: '/absent/socket', timeoutMs: 1000, signal })).toEqual({
      ok: false,
      failure: { reason: 'ssh cannot be started: E2BIG' },
    });
  });
});

describe('given a connection whose command throws', () => {
  it('when it is retired, then it closes, because nothing runs on it', async ({ expect }) => {
    let ended = 0;
    const connection = createTracked({
      exec: () => Promise.reject(new Error('no room')),
      end: async () => {
        ended += 1;
      },
    });
    await expect(connection.exec(REQUEST)).rejects.toThrow('no room');
    connection.retire('no longer wanted');
    expect(ended).toBe(1);
  });
});

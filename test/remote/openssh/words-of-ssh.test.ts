import { describe, it } from 'vitest';

import { failureOf, lastWords, proxyJumpOf, status255Of } from '../../../src/remote/openssh/words-of-ssh.ts';

const GOAL = { server: 's1', address: '10.0.0.11:22', user: 'ops', knownHosts: ['/k'], isThroughJump: false };

/** What OpenSSH 9.2 printed with -v, each cut to the lines that count. */
const RECORDED = {
  unknown: `debug1: Server host key: ssh-ed25519 SHA256:tkBHJhF1rNJjF5odmKFRb3baRfprVkV4vXR2qqowskc
No ED25519 host key is known for [127.0.0.1]:2299 and you have requested strict checking.
Host key verification failed.
`,
  changed: `debug1: Server host key: ssh-ed25519 SHA256:tkBHJhF1rNJjF5odmKFRb3baRfprVkV4vXR2qqowskc
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
Offending ED25519 key in /tmp/mx/kh:1
Host key verification failed.
`,
  refused: `debug1: Offering public key: id ED25519 SHA256:AvKaFtw8ucwUsLcpyBD8PQe/EC8adkGj9LGc27oan0E explicit
debug1: Offering public key: ops@laptop RSA SHA256:AvKaFtw8ucwUsLcpyBD8PQe/EC8adkGj9LGc27oan0F agent
root@127.0.0.1: Permission denied (publickey).
`,
  port: 'debug1: connect to address 127.0.0.1 port 1: Connection refused\nssh: connect to host 127.0.0.1 port 1: Connection refused\r\n',
};

describe('what ssh says when it does not connect', () => {
  it('is an unknown host key', ({ expect }) => {
    expect(failureOf(RECORDED.unknown, GOAL)).toEqual({
      kind: 'host-key-unknown',
      server: 's1',
      address: '10.0.0.11:22',
      keyType: 'ssh-ed25519',
      fingerprint: 'SHA256:tkBHJhF1rNJjF5odmKFRb3baRfprVkV4vXR2qqowskc',
      files: ['/k'],
    });
  });

  it('is a changed one, with the line of the recorded key', ({ expect }) => {
    expect(failureOf(RECORDED.changed, GOAL)).toMatchObject({ kind: 'host-key-changed', recordedAt: '/tmp/mx/kh:1' });
  });

  it('is a refused login, with every key that was offered', ({ expect }) => {
    expect(failureOf(RECORDED.refused, GOAL)).toMatchObject({
      kind: 'authentication-failed',
      user: 'ops',
      sources: [
        { source: 'file', path: 'id', state: 'offered' },
        { source: 'agent', path: 'ops@laptop', state: 'offered', keys: 1 },
      ],
    });
  });

  it("is a host that is not reached, in ssh's last words", ({ expect }) => {
    expect(failureOf(RECORDED.port, GOAL)).toMatchObject({
      kind: 'host-unreachable',
      reason: 'ssh: connect to host 127.0.0.1 port 1: Connection refused',
    });
    expect(failureOf('', GOAL)).toMatchObject({ kind: 'host-unreachable', reason: 'ssh ended without a word' });
  });

  it.for([
    ['the jump host', RECORDED.port, true],
    [
      'the host behind it',
      'channel 0: open failed: connect failed: Connection refused\nstdio forwarding failed\n',
      undefined,
    ],
  ] as const)('given a way through a jump host, is about %s', ([, stderr, atJumpHost], { expect }) => {
    const failure = failureOf(stderr, { ...GOAL, isThroughJump: true });
    expect(failure).toMatchObject({ kind: 'host-unreachable' });
    expect('atJumpHost' in failure ? failure.atJumpHost : undefined).toBe(atJumpHost);
  });

  it('has last words without traces', ({ expect }) => {
    expect(lastWords('one\r\ndebug1: two\n\n')).toBe('one');
    expect(lastWords('debug1: two\n')).toBeUndefined();
  });
});

const OPENED = 'debug1: mux_client_request_session: master session id: 2\n';

describe('a line that ended with 255', () => {
  it.for([
    ['its own status', `${OPENED}debug2: Received exit status from master 255\n`, { kind: 'exited' }],
    ['a master that went away', `${OPENED}debug2: Control master terminated unexpectedly\n`, { kind: 'lost' }],
    [
      'a master that went away before it answered',
      'debug2: mux_client_hello_exchange: master version 4\n',
      { kind: 'lost' },
    ],
    ['nothing in the log', '', { kind: 'lost' }],
    [
      'a server without a free session',
      'mux_client_request_session: session request failed: Session open refused by peer\r\n',
      { kind: 'not-sent', full: true, reason: 'Session open refused by peer' },
    ],
    ['a dead socket', 'Control socket connect(ctl): Connection refused\n', { kind: 'not-sent', full: false }],
    ['no socket', 'debug1: Control socket "ctl" does not exist\n', { kind: 'not-sent', full: false }],
  ] as const)('is told by the log from %s', ([, log, wanted], { expect }) => {
    expect(status255Of(log)).toMatchObject(wanted);
  });
});

describe('the jump hosts that ssh prints', () => {
  it.for([
    ['hostname x\n', []],
    ['proxyjump none\n', []],
    [
      'port 22\nproxyjump ops@a:2200,b,[fd00::1]:2222\n',
      [
        { user: 'ops', host: 'a', port: 2200 },
        { user: undefined, host: 'b', port: undefined },
        { user: undefined, host: 'fd00::1', port: 2222 },
      ],
    ],
  ] as const)('%j', ([resolved, wanted], { expect }) => {
    expect(proxyJumpOf(resolved)).toEqual(wanted);
  });
});

import { describe, it } from 'vitest';
import type { Failure } from '../../src/model/failure.ts';
import type { KeySource } from '../../src/model/failures/host.ts';
import { failureText } from '../../src/report/failure-text.ts';
import type { Hints } from '../../src/report/hints.ts';
import { sshLogin, sshTarget } from '../support/ssh-target.ts';
import { SAMPLE_FAILURES } from './samples.ts';

const HINTS: Hints = { inventory: 'my hosts.yaml', cluster: 'prod', always: [] };

describe('the text of a host that was not reached', () => {
  it('given a host key that is not known, it gives the login to try with port and user as they are', ({ expect }) => {
    expect(failureText(SAMPLE_FAILURES['host-key-unknown']).next.join('\n')).toContain('ssh -p 2222 10.0.0.12');
    expect(failureText(SAMPLE_FAILURES['authentication-failed']).next.join('\n')).toContain(
      'ssh -p 2222 ops@10.0.0.12',
    );
  });

  it('given an inventory, the login to try goes the same way: user, key, known_hosts, jump hosts', ({ expect }) => {
    const bastion = sshLogin({ host: 'b', port: 2200, user: 'ops', identityFile: '/k/b', knownHosts: ['/k/kb'] });
    const asWritten = sshLogin({
      host: 'cp1',
      port: 2222,
      user: 'ops',
      identityFile: '/k/id',
      knownHosts: ['/k/known hosts', '/k/2'],
      jump: bastion,
    });
    const jump = sshTarget({ host: 'b', port: 2200, asWritten: bastion });
    const target = sshTarget({ host: '10.0.0.12', port: 2222, jump, asWritten });
    const hints: Hints = { ...HINTS, sshTarget: () => target };
    const login = (failure: Failure): string => failureText(failure, hints).next.join('\n');

    expect(login(SAMPLE_FAILURES['authentication-failed'])).toContain(
      `ssh -p 2222 -i /k/id -o 'UserKnownHostsFile="/k/known hosts" /k/2' -o 'ProxyCommand=ssh -p 2200 -i /k/b -o UserKnownHostsFile=/k/kb -W '\\''[%h]:%p'\\'' ops@b' ops@cp1`,
    );
    const atJump: Failure = { ...SAMPLE_FAILURES['host-unreachable'], atJumpHost: true, address: 'b:2200' };
    expect(login(atJump)).toContain('ssh -p 2200 -i /k/b -o UserKnownHostsFile=/k/kb ops@b');
  });

  it('given a host of ssh_config, the login to try is its name there, and never accepts an unknown key', ({
    expect,
  }) => {
    const asWritten = sshLogin({ host: 'cp1' });
    const ignored = [{ keyword: 'StrictHostKeyChecking', value: 'no', at: '/home/ops/.ssh/config:3' }];
    const hints: Hints = { ...HINTS, sshTarget: () => sshTarget({ host: '10.0.0.12', ignored, asWritten }) };
    const failure = SAMPLE_FAILURES['host-key-unknown'];

    const { next, details } = failureText({ ...failure, lenient: 'StrictHostKeyChecking no (c:3)' }, hints);

    expect(next.join('\n')).toContain('connecting once: ssh -o StrictHostKeyChecking=ask cp1');
    expect(details).toContain('not followed: StrictHostKeyChecking no (c:3)');
  });

  it('given no key to offer, it says where it looked instead of what the server refused', ({ expect }) => {
    const file = { source: 'file', keys: 0, reason: '' } as const;
    const sources: readonly KeySource[] = [
      { source: 'agent', path: '', state: 'unset', keys: 0, reason: '' },
      { ...file, path: '/h/.ssh/id_ed25519', state: 'missing' },
      { ...file, path: '/h/.ssh/id_ecdsa', state: 'missing' },
      { ...file, path: '/h/.ssh/id_rsa', state: 'unprotected', reason: '0644' },
    ];
    const { what, details, next } = failureText({ ...SAMPLE_FAILURES['authentication-failed'], sources });

    expect(what).toBe('There is no SSH key to offer to s2 (10.0.0.12:2222) for user ops');
    expect(details).toEqual([
      'looked for: no agent: SSH_AUTH_SOCK is not set',
      'looked for: key /h/.ssh/id_rsa: not used, because others can read it (mode 0644), as with ssh: chmod 600 /h/.ssh/id_rsa',
      'looked for: no such file: /h/.ssh/id_ed25519 and /h/.ssh/id_ecdsa',
    ]);
    expect(next[0]).toContain('ssh-add');
  });

  it.for([
    ['unreachable', 'no agent answers at /run/a: nothing listens there any more (ECONNREFUSED)'],
    ['empty', 'the agent at /run/a holds no key that keyturn can use'],
    ['switched-off', 'no agent: ssh.agent is false'],
  ] as const)('given an agent that is %s, it says so', ([state, text], { expect }) => {
    const source = { source: 'agent', path: '/run/a', state, keys: 0, reason: 'ECONNREFUSED' } as const;
    const { details } = failureText({ ...SAMPLE_FAILURES['authentication-failed'], sources: [source] });
    expect(details).toEqual([`looked for: ${text}`]);
  });
});

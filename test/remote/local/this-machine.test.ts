import { describe, it } from 'vitest';

import { isThisMachine } from '../../../src/remote/local/this-machine.ts';
import { sshLogin, sshTarget } from '../../support/ssh-target.ts';

const MACHINE = { hostname: 'cp1.example.com', addresses: ['10.0.0.11', 'fd00::11'] };

describe('whether a server is the machine that keyturn runs on', () => {
  it.for([
    [{ host: '10.0.0.11' }, true],
    [{ host: 'fd00::11' }, true],
    [{ host: '10.0.0.12' }, false],
    [{ host: 'cp1.example.com' }, true],
    [{ host: 'CP1' }, true],
    [{ host: 'cp1.other.example' }, false],
    [{ host: 'cp11' }, false],
    [{ host: 'FD00:0::11' }, true],
    [{ host: 'fd00::12', name: 'cp1' }, false],
    // An inventory copied from another cluster has equal names, and its addresses tell the machines apart.
    [{ host: '10.0.0.12', name: 'cp1' }, false],
    [{ host: '10.0.0.12', name: 'any', nodeName: 'cp1' }, true],
    [{ host: '10.0.0.12', name: 'cp1', nodeName: 'cp2' }, false],
    [{ host: '10.0.0.11', name: 'cp1', nodeName: 'cp2' }, false],
    [{ host: 'anything', name: 'any', nodeName: 'cp1' }, true],
    [{ host: 'localhost' }, false],
    [{ host: '127.0.0.1' }, false],
    [{ host: '127.0.0.1', name: 'cp1' }, true],
    [{ host: '::1', name: 'cp1' }, true],
    [{ host: '::1' }, false],
  ] as const)('%j: %s', ([written, wanted], { expect }) => {
    const { host, name = host, nodeName } = { name: undefined, nodeName: undefined, ...written };
    const ssh = sshTarget({ transport: 'local', asWritten: sshLogin({ host }) });
    expect(isThisMachine({ name: name ?? host, ssh, nodeName, expectedRoles: undefined }, MACHINE)).toBe(wanted);
  });

  it('given a machine that is called localhost, then its name says nothing', ({ expect }) => {
    const ssh = sshTarget({ transport: 'local', asWritten: sshLogin({ host: 'localhost' }) });
    const server = { name: 'localhost', ssh, nodeName: undefined, expectedRoles: undefined };
    expect(isThisMachine(server, { hostname: 'localhost', addresses: [] })).toBe(false);
  });
});

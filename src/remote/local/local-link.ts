import type { Server } from '../../model/cluster.ts';
import { failed, success } from '../../model/result.ts';
import type { Connection, Link } from '../connection.ts';
import { createLink } from '../link.ts';
import { createTracked } from '../tracked-connection.ts';
import { execHere } from './exec-here.ts';
import { isThisMachine, thisMachine, type Machine } from './this-machine.ts';

/**
 * Runs the lines of a server on the machine that keyturn runs on. Refuses where the inventory means another machine,
 * because every command would change the wrong one.
 */
export function createLocalLink(server: Server, machine: () => Machine = thisMachine): Link {
  return createLink<Connection>({
    dial: async () => {
      const here = machine();
      if (isThisMachine(server, here)) return success(createTracked({ exec: execHere, end: async () => {} }));
      const { name } = server;
      return failed({ kind: 'not-this-machine', server: name, ...here });
    },
    unreached: (name, reason) => ({ kind: 'host-unreachable', server: name, address: 'this machine', reason }),
  });
}

import { BlockList, isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

import type { Server } from '../../model/cluster.ts';

/** What distinguishes a machine from others. */
export interface Machine {
  readonly hostname: string;
  /** Addresses of its interfaces, without those of loopback. */
  readonly addresses: readonly string[];
}

/** The machine that keyturn runs on. */
export function thisMachine(): Machine {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return {
    hostname: hostname(),
    addresses: addresses.filter(({ internal }) => !internal).map(({ address }) => address),
  };
}

/**
 * Whether the inventory means this machine by a server. Its Node, its host or its name must be the machine's host name,
 * or its host one of the machine's addresses. A written Node decides alone. An address that the machine does not have
 * is another machine's, whatever the name is. `localhost` and loopback say nothing, because they are every machine.
 */
export function isThisMachine({ name, nodeName, ssh }: Server, machine: Machine): boolean {
  const { host } = ssh.asWritten;
  if (nodeName !== undefined) return isSameName(nodeName, machine.hostname);
  if (isIP(host) !== 0 && !isAmong(LOOPBACK, host)) return isAmong(listOf(machine.addresses), host);
  return [host, name].some((each) => isSameName(each, machine.hostname));
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** A list compares addresses by value, because IPv6 has many spellings of one address. */
function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const address of addresses) list.addAddress(...familyOf(address));
  return list;
}

function isAmong(list: BlockList, address: string): boolean {
  return list.check(...familyOf(address));
}

/** Without the zone of a link-local address, which Node's interfaces give apart from it. */
function familyOf(address: string): [address: string, family: 'ipv4' | 'ipv6'] {
  const [plain = ''] = address.split('%');
  return [plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6'];
}

/** A short name is the first part of a long one. */
function isSameName(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === 'localhost' || b === 'localhost') return false;
  return a === b || (a.includes('.') !== b.includes('.') && a.split('.')[0] === b.split('.')[0]);
}

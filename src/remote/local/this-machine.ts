import { hostname, networkInterfaces } from 'node:os';

import type { Server } from '../../model/cluster.ts';

/** What tells a machine from others. */
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
 * or its host one of the machine's addresses. `localhost` says nothing, because it is every machine.
 */
export function isThisMachine({ name, nodeName, ssh }: Server, machine: Machine): boolean {
  const { host } = ssh.asWritten;
  if (machine.addresses.includes(host)) return true;
  if (nodeName !== undefined) return isSameName(nodeName, machine.hostname);
  return [host, name].some((each) => isSameName(each, machine.hostname));
}

/** A short name is the first part of a long one. */
function isSameName(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === 'localhost' || b === 'localhost') return false;
  return a === b || (a.includes('.') !== b.includes('.') && a.split('.')[0] === b.split('.')[0]);
}

import type { HostKeyUnknown } from '../model/failures/host.ts';
import { table, wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import { count, listed } from './units.ts';

/** The unknown host keys, and how to compare them. Ends with a line feed. */
export function unknownKeysText(keys: readonly HostKeyUnknown[], { width }: RenderOptions): string {
  return [
    `${count(keys.length, 'SSH host key')} not in any known_hosts file:`,
    '',
    table([['host', 'type', 'fingerprint'], ...keys.map((key) => [key.address, key.keyType, key.fingerprint])], '  '),
    '',
    wrap(
      'Compare each fingerprint on the console of its host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub (for another type, the file of that type).',
      width,
    ),
    '',
  ].join('\n');
}

/** The question whether these keys are right. */
export function trustQuestion(keys: readonly HostKeyUnknown[]): string {
  const files = [...new Set(keys.flatMap(({ files: [first] }) => first ?? []))].map(printableLine);
  return keys.length === 1
    ? `Is this the key of that host? With yes it is recorded in ${listed(files)}. Type yes or no:`
    : `Are these the keys of those hosts? With yes they are recorded in ${listed(files)}. Type yes or no:`;
}

/** What was found and written. */
export interface Discovered {
  readonly file: string;
  readonly cluster: string;
  readonly added: readonly string[];
  readonly kept: readonly string[];
  readonly notFound: readonly string[];
  /** Servers that no address led to, with the reason. */
  readonly unreached: readonly { readonly name: string; readonly host: string; readonly reason: string }[];
}

/** The result of a discovery, and the next command. Ends with a line feed. */
export function discoveredText(found: Discovered, options: RenderOptions): string {
  const { file, cluster, added, kept, notFound, unreached } = found;
  const where = printableLine(file);
  const lines = [
    added.length === 0
      ? `${where} has every server of ${cluster} already; nothing was changed there.`
      : `${count(added.length, 'server')} of ${cluster} written to ${where}: ${listed(added)}.`,
    ...(kept.length === 0 || added.length === 0 ? [] : [`It had ${listed(kept)} already.`]),
    ...(notFound.length === 0
      ? []
      : [`It also has ${listed(notFound)}, which the cluster does not have. Nothing was removed.`]),
    ...unreached.map(
      ({ name, host, reason }) =>
        `${name} was not reached from here. It is written with its address ${host}, which is to be checked: ${printableLine(reason)}.`,
    ),
  ];
  return [
    ...lines.map((line) => wrap(line, options.width)),
    adviceText(`Check it: keyturn inventory check --inventory ${where}`, options),
    '',
  ].join('\n');
}

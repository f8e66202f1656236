import type { ServersLeftOutEvent } from '../model/event.ts';
import type { LeftOutServer } from '../model/facts.ts';
import { wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { count, listed } from './units.ts';

/** The servers left out of a run, and how many members etcd can still lose. */
export function leftOutEventText({ servers, voters }: ServersLeftOutEvent): string {
  const who = `goes on without ${listed(servers.map(leftOutWord))}`;
  if (voters === undefined || voters > 2) return who;
  return `${who}. ${WITH_FEW_MEMBERS[voters] ?? `etcd has ${count(voters, 'member')} left.`}`;
}

/** The majority of two members is two, and of a single member one. */
const WITH_FEW_MEMBERS: Readonly<Record<number, string>> = {
  1: 'etcd has 1 member left: while it is away, the cluster stands still',
  2: 'etcd has 2 members left: while one of them is away, it has no quorum, and the cluster stands still',
};

function leftOutWord({ name, tried }: LeftOutServer): string {
  return tried === undefined
    ? `${name} (not in the inventory any more)`
    : `${name} (no answer at ${tried.address}: ${tried.reason})`;
}

/**
 * What a proof leaves out, and what to do with the left-out server. The answer has no lines if no server was left out.
 */
export function leftOutLines(
  servers: readonly LeftOutServer[],
  rotation: 'ended' | 'not-ended',
  { style, width }: RenderOptions,
): readonly string[] {
  if (servers.length === 0) return [];
  const [it, its, comes] = servers.length === 1 ? ['it', 'its', 'it come'] : ['them', 'their', 'they come'];
  const names = listed(servers.map(({ name }) => printableLine(name)));
  const fate =
    rotation === 'ended'
      ? `What is on ${its} disk still has the keys of the time when ${its} host was lost: destroy or wipe it.`
      : `Keep ${its} disk until the rotation has ended: what is on it may have a key that is still needed.`;
  const back = rotation === 'ended' ? 'Wipe the host' : 'When the rotation has ended, wipe the host';
  const texts = [
    `Nothing was checked on ${it}: neither files nor sealed copies, and no Secret was read through ${it}.`,
    fate,
    `Should ${comes} back: do not start the service as it is. ${back}, and let it join again by the documentation of the distribution: it takes the keys of that time from the datastore.`,
  ];
  return ['', style.bold(wrap(`Left out: ${names}`, width)), ...texts.map((text) => wrap(text, width, '  '))];
}

import { HOST } from '../../../inventory/formats.ts';
import { systemClock } from '../../apply/system-clock.ts';
import { reach, type Reached } from '../../facts/find-servers.ts';
import type { Distribution, ServerNode } from '../../model/cluster.ts';
import type { Failure } from '../../model/failure.ts';
import type { HostKeyUnknown } from '../../model/failures/host.ts';
import { success, type Result } from '../../model/result.ts';
import type { CliIo } from '../io.ts';
import { knownHostsOf, makeKnownHosts, trustHosts, type Trusting } from '../trust-hosts.ts';
import { withDraftFleet } from './draft.ts';
import type { DiscoverOptions } from './options.ts';
import { isUnknownKey } from './until-trusted.ts';

/** Where a server is reached. */
interface Located {
  readonly node: ServerNode;
  readonly host: string;
  readonly reached: boolean;
  /** Why not, where a host was asked in vain. */
  readonly failure: Failure | undefined;
}

/** An address that a server may have. */
interface Candidate {
  readonly name: string;
  readonly node: ServerNode;
  readonly host: string;
}

interface Locating {
  readonly options: DiscoverOptions;
  readonly distribution: Distribution;
  readonly io: CliIo;
  readonly trusting: Trusting;
}

/** Each round can only end with fewer unknown keys. */
const MOST_ROUNDS = 12;

/**
 * Finds for each server the first of its addresses behind which its own host answers. The keys of all hosts are
 * confirmed together. Fails as `trustHosts`.
 */
export async function locateServers(
  nodes: readonly ServerNode[],
  { options, distribution, io, trusting }: Locating,
): Promise<Result<readonly Located[]>> {
  const candidates = candidatesOf(nodes, options.host);
  if (candidates.length === 0) return success(nodes.map((node) => locate(node, [], new Map())));
  const context = { signal: trusting.signal, clock: systemClock };
  const drafting = { io, signal: trusting.signal, servers: candidates.map(({ name, host }) => ({ name, host })) };
  return withDraftFleet(options, drafting, async ({ fleet, targets }) => {
    const made = makeKnownHosts(targets.flatMap(knownHostsOf));
    if (!made.ok) return made;
    using _made = made.value;
    const answers = new Map<string, Reached>();
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const open = candidates.filter(({ name }) => !answers.has(name));
      await Promise.all(
        open.map(async ({ name, node }) => {
          answers.set(name, await reach(context, fleet.runner(name), { node, distribution }));
        }),
      );
      const unknown = unknownKeys(nodes, candidates, answers);
      if (unknown.length === 0) break;
      const trusted = await trustHosts(
        unknown.map(({ key }) => key),
        trusting,
      );
      if (!trusted.ok) return trusted;
      for (const { name } of unknown) answers.delete(name);
    }
    return success(nodes.map((node) => locate(node, candidates, answers)));
  });
}

/** An address that two servers claim leads to neither for certain. No Node has two dots in a row in its name. */
function candidatesOf(nodes: readonly ServerNode[], seed: string): readonly Candidate[] {
  const claims = nodes.flatMap(({ addresses }) => addresses.map((address) => address.toLowerCase()));
  const isOwn = (address: string): boolean =>
    claims.filter((claim) => claim === address.toLowerCase()).length === 1 &&
    address.toLowerCase() !== seed.toLowerCase();
  return nodes.flatMap((node) =>
    node.addresses
      .filter((address) => HOST.pattern.test(address) && isOwn(address))
      .map((host, place) => ({ name: place === 0 ? node.name : `${node.name}..${place + 1}`, node, host })),
  );
}

/** For each server without a host, the key at its first address where one is offered. */
function unknownKeys(
  nodes: readonly ServerNode[],
  candidates: readonly Candidate[],
  answers: ReadonlyMap<string, Reached>,
): readonly { readonly name: string; readonly key: HostKeyUnknown }[] {
  return nodes.flatMap((node) => {
    const own = candidates.filter((candidate) => candidate.node === node);
    if (own.some(({ name }) => answers.get(name)?.kind === 'its-host')) return [];
    const keys = own.flatMap(({ name }) => {
      const answer = answers.get(name);
      return answer?.kind === 'not-asked' && isUnknownKey(answer.failure) ? [{ name, key: answer.failure }] : [];
    });
    return keys.slice(0, 1);
  });
}

/** The server at the address where its own host answers, else at the most hopeful one. */
export function locate(
  node: ServerNode,
  candidates: readonly Candidate[],
  answers: ReadonlyMap<string, Reached>,
): Located {
  const own = candidates.filter((candidate) => candidate.node === node);
  const found = own.find(({ name }) => answers.get(name)?.kind === 'its-host');
  if (found !== undefined) return { node, host: found.host, reached: true, failure: undefined };
  // A silent address may become the server's own; one at which another host answers leads keyturn to the wrong host.
  const first = own.find(({ name }) => answers.get(name)?.kind !== 'another-host') ?? own[0];
  const answer = first === undefined ? undefined : answers.get(first.name);
  const failure = answer?.kind === 'not-asked' ? answer.failure : undefined;
  return { node, host: first?.host ?? node.name, reached: false, failure };
}

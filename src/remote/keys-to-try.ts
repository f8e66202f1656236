import type { ParsedKey } from 'ssh2';

import type { SshTarget } from '../model/cluster.ts';
import type { KeySource, KeySourceState } from '../model/failures/host.ts';
import { unreachable } from '../model/unreachable.ts';
import { agentKeys } from './agent-keys.ts';
import type { Identities, Identity } from './identity.ts';

/** sshd's default `MaxAuthTries` is 6, and the sixth failure ends the connection. */
const MOST_KEYS = 5;

/** A key to offer, which the agent holds or a file. */
export type OfferedKey =
  | { readonly by: 'file'; readonly key: ParsedKey }
  | { readonly by: 'agent'; readonly key: ParsedKey };

/** The keys of a login in the order of trying, and what became of each place of keys. */
export interface KeysToTry {
  readonly offers: readonly OfferedKey[];
  readonly sources: readonly KeySource[];
  /** A file of the inventory that must be usable, and is not. */
  readonly unusable: UnusableIdentity | undefined;
}

interface UnusableIdentity {
  readonly file: string;
  readonly reason: string;
}

interface NamedKey {
  readonly offer: OfferedKey | undefined;
  readonly source: KeySource;
}

/**
 * Decides which keys are offered to a host. A named file comes first, by its private key or by the agent that holds it,
 * then the other keys of the agent. Without a named file the agent comes first and ssh's usual files follow. Five keys
 * are offered at most. A locked file that the inventory or ssh_config names is unlocked at once, if nobody else holds
 * its key. ssh's usual files stay locked, because the agent may do.
 */
export async function keysToTry(target: SshTarget, identities: Identities): Promise<KeysToTry> {
  const { agent, identityFiles, identitySource, identitiesOnly } = target;
  const listed = agent === undefined ? undefined : await agentKeys(agent);
  const held = listed?.ok === true ? listed.value : [];
  const named: NamedKey[] = [];
  let unusable: UnusableIdentity | undefined;
  for (const file of identityFiles) {
    const first = await identities.load(file);
    const isLocked = first.kind === 'locked' && heldKey(held, first.publicKey) === undefined;
    const identity = isLocked && identitySource !== 'defaults' ? await identities.unlock(file) : first;
    const known = namedKey(file, identity, held);
    // The agent may hold the locked key without its public key beside the file.
    const isHopeless = known.offer === undefined && !(identity.kind === 'locked' && held.length > 0);
    if (identitySource === 'inventory' && isHopeless) unusable ??= { file, reason: reasonOf(identity) };
    named.push(known);
  }
  const files = named.flatMap(({ offer }) => (offer === undefined ? [] : [offer])).slice(0, MOST_KEYS);
  const others = identitiesOnly ? [] : held.filter((key) => !files.some((offer) => isSame(offer.key, key)));
  const rest = others.slice(0, MOST_KEYS - files.length);
  const fromAgent = rest.map((key) => ({ by: 'agent' as const, key }));
  const agentSources = [...agentSource(target, listed, rest.length), ...leftOut(agent, others.length - rest.length)];
  const fileSources = named.map(({ source }) => source);
  return identitySource === 'defaults'
    ? { offers: [...fromAgent, ...files], sources: [...agentSources, ...fileSources], unusable }
    : { offers: [...files, ...fromAgent], sources: [...fileSources, ...agentSources], unusable };
}

function namedKey(file: string, identity: Identity, held: readonly ParsedKey[]): NamedKey {
  const source = (state: KeySourceState, reason = ''): KeySource => ({
    source: 'file',
    path: file,
    state,
    keys: 0,
    reason,
  });
  switch (identity.kind) {
    case 'key':
      return { offer: { by: 'file', key: identity.key }, source: source('offered') };
    case 'locked':
    case 'public': {
      const key = heldKey(held, identity.publicKey);
      if (key !== undefined) return { offer: { by: 'agent', key }, source: source('offered') };
      const state = identity.kind === 'locked' ? 'locked' : 'unusable';
      return { offer: undefined, source: source(state, reasonOf(identity)) };
    }
    case 'missing':
    case 'unprotected':
    case 'unusable':
      return { offer: undefined, source: source(identity.kind, identity.reason) };
    default:
      return unreachable(identity);
  }
}

function reasonOf(identity: Identity): string {
  if (identity.kind === 'key') return '';
  if (identity.kind === 'public') return 'not a private key, and no agent holds it';
  if (identity.kind !== 'unprotected') return identity.reason;
  return `others can read it (mode ${identity.reason}), which ssh does not accept either`;
}

function agentSource(
  { agent, asWritten }: SshTarget,
  listed: Awaited<ReturnType<typeof agentKeys>> | undefined,
  offered: number,
): readonly KeySource[] {
  const source = (state: KeySourceState, keys = 0, reason = ''): readonly KeySource[] => [
    { source: 'agent', path: agent ?? '', state, keys, reason },
  ];
  if (listed === undefined) return source(asWritten.agent === false ? 'switched-off' : 'unset');
  if (!listed.ok) return source('unreachable', 0, listed.failure);
  if (listed.value.length === 0) return source('empty');
  return offered === 0 ? [] : source('offered', offered);
}

function leftOut(agent: string | undefined, keys: number): readonly KeySource[] {
  return keys === 0 ? [] : [{ source: 'agent', path: agent ?? '', state: 'left-out', keys, reason: '' }];
}

function heldKey(held: readonly ParsedKey[], key: ParsedKey | undefined): ParsedKey | undefined {
  return key === undefined ? undefined : held.find((each) => isSame(each, key));
}

function isSame(one: ParsedKey, other: ParsedKey): boolean {
  return one.getPublicSSH().equals(other.getPublicSSH());
}

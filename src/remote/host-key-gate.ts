import type { SshTarget } from '../model/cluster.ts';
import type { ConnectionFailure } from '../model/failures/host.ts';
import { unreachable } from '../model/unreachable.ts';
import { addressOf } from '../model/address.ts';
import { keyTypeOf, type KnownHostsEntry } from './host-keys/known-hosts-entry.ts';
import { verifyHostKey, fingerprintOf, nameInKnownHosts } from './host-keys/verify-host-key.ts';

/** Lets a connection through only with the recorded host key. */
export interface HostKeyGate {
  /** What ssh2 asks, at the handshake and at every change of session keys. */
  readonly verifier: (key: Buffer) => boolean;
  /** Why the last key was refused. */
  readonly refusal: () => ConnectionFailure | undefined;
}

/** A key missing from every known_hosts file cannot be accepted. A later key must equal the first key. */
export function createHostKeyGate(options: {
  readonly server: string;
  readonly target: SshTarget;
  readonly entries: readonly KnownHostsEntry[];
}): HostKeyGate {
  const { server, target, entries } = options;
  const ignored = target.ignored.find(({ keyword }) => keyword === 'StrictHostKeyChecking');
  const lenient = ignored === undefined ? {} : { lenient: `StrictHostKeyChecking ${ignored.value} (${ignored.at})` };
  let first: Buffer | undefined;
  let refusal: ConnectionFailure | undefined;
  const judge = (key: Buffer): ConnectionFailure | undefined => {
    const verdict = verifyHostKey({ entries, ...nameInKnownHosts(target), key });
    const offered = { server, address: addressOf(target), keyType: keyTypeOf(key), fingerprint: fingerprintOf(key) };
    switch (verdict.kind) {
      case 'unknown':
        return {
          kind: 'host-key-unknown',
          ...offered,
          files: target.knownHosts,
          ...lenient,
          record: recordOf(target, key),
        };
      case 'changed':
        return { kind: 'host-key-changed', ...offered, recordedAt: verdict.recordedAt };
      case 'revoked':
        return { kind: 'host-key-revoked', ...offered, recordedAt: verdict.recordedAt };
      case 'trusted':
        if (first !== undefined && !first.equals(key)) {
          return { kind: 'host-key-changed', ...offered, recordedAt: verdict.recordedAt };
        }
        return undefined;
    }
    return unreachable(verdict);
  };
  return {
    verifier: (key) => {
      refusal = judge(key);
      // ssh2 reuses its buffers.
      if (refusal === undefined) first ??= Buffer.from(key);
      return refusal === undefined;
    },
    refusal: () => refusal,
  };
}

/** A line of a known_hosts file, as ssh itself would append it. */
function recordOf(target: SshTarget, key: Buffer): string {
  const { host, port } = nameInKnownHosts(target);
  return `${port === 22 ? host : `[${host}]:${port}`} ${keyTypeOf(key)} ${key.toString('base64')}`;
}

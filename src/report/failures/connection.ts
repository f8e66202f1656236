import { addressOf } from '../../model/address.ts';
import type { SshTarget } from '../../model/cluster.ts';
import type {
  AuthenticationFailed,
  ConnectionFailure,
  HostKeyChanged,
  HostKeyRevoked,
  HostKeyUnknown,
  HostUnreachable,
} from '../../model/failures/host.ts';
import { unreachable } from '../../model/unreachable.ts';
import { leaveOutAdvice, shellWord, type Hints } from '../hints.ts';
import { keySourceLines } from '../key-source-text.ts';
import { sshLine } from '../service-lines.ts';
import { systemReason } from '../system-reason.ts';
import { listed } from '../units.ts';
import type { FailureText } from './types.ts';

/** The host was not reached, or refused the login. */
export function connectionText(failure: ConnectionFailure, hints: Hints): FailureText {
  switch (failure.kind) {
    case 'host-unreachable':
      return {
        what: `${failure.atJumpHost === true ? hostOf(failure) : `Server ${failure.server}`} cannot be reached at ${failure.address}`,
        details: [`reason: ${failure.reason}`],
        next: [
          'Check the address and the port in the inventory, the jump host, and that sshd is running there.',
          `Try the same way by hand: ${handyLogin(failure, hints)}`,
          ...(failure.atJumpHost === true ? [] : [leaveOutAdvice(hints, [failure.server])]),
        ].filter((advice) => advice !== undefined),
      };
    case 'host-key-unknown':
      return {
        what: `The SSH host key of ${failure.atJumpHost === true ? 'the jump host of ' : ''}${failure.server} (${failure.address}) is not in any known_hosts file`,
        details: [
          `it offers: ${failure.keyType} ${failure.fingerprint}`,
          `looked in: ${failure.files.length === 0 ? 'no file' : listed(failure.files)}`,
          ...(failure.lenient === undefined ? [] : [`not followed: ${failure.lenient}`]),
        ],
        next: [
          `Compare the fingerprint on the server's own console: ssh-keygen -lf /etc/ssh/ssh_host_${keyFile(failure.keyType)}_key.pub`,
          `If it matches, record the key by connecting once: ${handyLogin(failure, hints)}`,
          'keyturn does not trust a key on first use.',
        ],
      };
    case 'host-key-changed':
      return {
        what: `${hostOf(failure)} (${failure.address}) offers a different SSH host key than the recorded one`,
        details: [
          `it offers: ${failure.keyType} ${failure.fingerprint}`,
          `a different key is recorded at: ${failure.recordedAt}`,
          'nothing was sent: somebody may be intercepting the connection',
        ],
        next: [
          'Find out why the key changed. If the server was reinstalled, compare the fingerprint on its own console.',
          `Only then replace the recorded key at ${failure.recordedAt}.`,
        ],
      };
    case 'host-key-revoked':
      return {
        what: `${hostOf(failure)} (${failure.address}) offers an SSH host key that is marked as revoked`,
        details: [`it offers: ${failure.keyType} ${failure.fingerprint}`, `revoked at: ${failure.recordedAt}`],
        next: ['Do not connect. Give the server a new host key, or reinstall it, and record the new key.'],
      };
    case 'known-hosts-unreadable':
      return {
        what: `The known_hosts file ${failure.file} cannot be read`,
        details: [`reason: ${systemReason(failure.reason)}`, `needed for: ${failure.server}`],
        next: ['Make it readable, or name another file under ssh.knownHosts in the inventory.'],
      };
    case 'identity-unreadable':
      return {
        what: `The private key ${failure.file} cannot be used`,
        details: [`reason: ${systemReason(failure.reason)}`, `needed for: ${failure.server}`],
        next: [
          'Check the path under ssh.identityFile in the inventory, its permissions, and the passphrase.',
          `Without a terminal to ask at, load the key into an agent first: ssh-add ${shellWord(failure.file)}`,
        ],
      };
    case 'authentication-failed':
      return loginRefused(failure, hints);
    case 'not-this-machine':
      return {
        what: `Server ${failure.server} is not the machine that keyturn runs on, but ssh.transport is local for it`,
        details: [`this machine: ${[failure.hostname, ...failure.addresses].join(', ')}`],
        next: [
          "Run keyturn on that server, or take ssh.transport: local from it. In the inventory its nodeName, where written, must be this machine's host name. Otherwise an IP address as host must be one of the addresses, and with any other host, host or name must be the host name.",
        ],
      };
    default:
      return unreachable(failure);
  }
}

/** Nothing to offer is another matter than keys that were refused. */
function loginRefused(failure: AuthenticationFailed, hints: Hints): FailureText {
  const { address, user, sources } = failure;
  const isOffered = sources.some(({ state }) => state === 'offered');
  return {
    what: isOffered
      ? `${hostOf(failure)} (${address}) did not accept a login as user ${user}`
      : `There is no SSH key to offer to ${failure.atJumpHost === true ? 'the jump host of ' : ''}${failure.server} (${address}) for user ${user}`,
    details: keySourceLines(sources).map((line) => `${isOffered ? 'tried' : 'looked for'}: ${line}`),
    next: [
      isOffered
        ? 'Check ssh.user and ssh.identityFile in the inventory, and that the public key is in authorized_keys on the server.'
        : 'Name a key under ssh.identityFile in the inventory or IdentityFile in ssh_config, or load one into an agent with ssh-add.',
      `Try the same way by hand: ${handyLogin(failure, hints)}`,
    ],
  };
}

/** The subject of a sentence, which is the server or the jump host on the way to the server. */
function hostOf({ server, atJumpHost }: { readonly server: string; readonly atJumpHost?: true }): string {
  return atJumpHost === true ? `The jump host of ${server}` : server;
}

type Unreached = HostUnreachable | HostKeyUnknown | HostKeyChanged | HostKeyRevoked | AuthenticationFailed;

/**
 * A login to try by hand, on the same way as keyturn's own. Without an inventory, only the facts of the failure are
 * used.
 */
function handyLogin(failure: Unreached, { sshTarget }: Hints): string {
  const target = hopAt(sshTarget?.(failure.server), failure);
  if (target !== undefined) return sshLine(target);
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(failure.address);
  const host = match?.[1] ?? match?.[2] ?? failure.address;
  const port = match?.[3] === undefined || match[3] === '22' ? [] : ['-p', match[3]];
  const login = 'user' in failure ? `${failure.user}@${host}` : host;
  return ['ssh', ...port, login].map(shellWord).join(' ');
}

/** The host of the failure, which is the server or a jump host on the way to the server. */
function hopAt(target: SshTarget | undefined, { atJumpHost, address }: Unreached): SshTarget | undefined {
  if (atJumpHost !== true || target === undefined) return target;
  for (let hop = target.jump; hop !== undefined; hop = hop.jump) {
    if (addressOf(hop) === address) return hop;
  }
  return undefined;
}

function keyFile(keyType: string): string {
  if (keyType.startsWith('ecdsa')) return 'ecdsa';
  return keyType.includes('rsa') ? 'rsa' : 'ed25519';
}

import { Client, type ConnectConfig } from 'ssh2';

import type { SshTarget } from '../model/cluster.ts';
import type { ConnectionFailure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import { loadKnownHosts } from './host-keys/load.ts';
import { fingerprintOf, keyTypeOf, recordedKeyTypes, verifyHostKey } from './host-keys/verify.ts';
import { readIdentity, type AskPassphrase } from './identity.ts';
import type { Redactor } from './redaction.ts';

/** What dialling needs besides the target. */
export interface DialOptions {
  /** Name of the server in the inventory, for failures. */
  readonly server: string;
  readonly connectTimeoutMs: number;
  readonly askPassphrase: AskPassphrase;
  readonly redactor: Redactor;
}

/** An authenticated connection. `close` ends it and the hops below it, innermost first. */
export interface Dialled {
  readonly client: Client;
  close(): void;
}

const KEEPALIVE_MS = 10_000;
const KEEPALIVE_MISSES = 3;

/** ssh2 still offers SHA-1 by default. Fast and modern first; every supported OpenSSH has one of each row. */
const ALGORITHMS: NonNullable<ConnectConfig['algorithms']> = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group14-sha256',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes128-ctr',
    'aes256-ctr',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
};
const HOST_KEY_TYPES = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

/** Connects through the target's jump hosts, checking the host key on every hop. Fails with why it was not let in. */
export async function dial(target: SshTarget, options: DialOptions): Promise<Result<Dialled, ConnectionFailure>> {
  if (target.jump === undefined) return connect(target, options, undefined);
  const outer = await dial(target.jump, options);
  if (!outer.ok) return outer;
  const channel = await new Promise<Parameters<typeof connect>[2] | Error>((resolve) => {
    outer.value.client.forwardOut('127.0.0.1', 0, target.host, target.port, (error, stream) =>
      resolve(error ?? stream),
    );
  });
  if (channel instanceof Error || channel === undefined) {
    outer.value.close();
    const reason = channel instanceof Error ? channel.message : 'no channel';
    return failed({ kind: 'host-unreachable', server: options.server, address: addressOf(target), reason });
  }
  const inner = await connect(target, options, channel);
  if (!inner.ok) {
    outer.value.close();
    return inner;
  }
  // A jump host that goes away resets the inner client without an error of its own.
  outer.value.client.on('close', () => inner.value.client.destroy());
  return success({
    client: inner.value.client,
    close: () => {
      inner.value.close();
      outer.value.close();
    },
  });
}

async function connect(
  target: SshTarget,
  options: DialOptions,
  sock: ConnectConfig['sock'],
): Promise<Result<Dialled, ConnectionFailure>> {
  const { server, connectTimeoutMs } = options;
  const known = loadKnownHosts(target.knownHosts, server);
  if (!known.ok) return known;
  const identity =
    target.identityFile === undefined ? undefined : await readIdentity({ ...options, file: target.identityFile });
  if (identity !== undefined && !identity.ok) return identity;

  const client = new Client();
  const address = addressOf(target);
  let rejected: ConnectionFailure | undefined;
  const hostVerifier = (key: Buffer): boolean => {
    const verdict = verifyHostKey(known.value, { host: target.host, port: target.port, key });
    if (verdict.kind === 'trusted') return true;
    const base = { server, address, keyType: keyTypeOf(key), fingerprint: fingerprintOf(key) };
    rejected =
      verdict.kind === 'unknown'
        ? { kind: 'host-key-unknown', ...base, files: target.knownHosts }
        : {
            kind: verdict.kind === 'changed' ? 'host-key-changed' : 'host-key-revoked',
            ...base,
            recordedAt: verdict.recordedAt,
          };
    return false;
  };
  const config: ConnectConfig = {
    host: target.host,
    port: target.port,
    username: target.user,
    readyTimeout: connectTimeoutMs,
    timeout: connectTimeoutMs,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: KEEPALIVE_MISSES,
    hostVerifier,
    algorithms: {
      ...ALGORITHMS,
      serverHostKey: hostKeyAlgorithms(recordedKeyTypes(known.value, target.host, target.port)),
    },
    ...(identity === undefined ? {} : { privateKey: identity.value.privateKey }),
    ...(identity?.value.passphrase === undefined ? {} : { passphrase: identity.value.passphrase }),
    ...(target.agent === undefined ? {} : { agent: target.agent }),
    ...(sock === undefined ? {} : { sock }),
  };
  const error = await new Promise<(Error & { readonly level?: string }) | undefined>((resolve) => {
    client.once('ready', () => resolve(undefined));
    client.once('error', (problem: Error & { readonly level?: string }) => resolve(problem));
    client.once('close', () => resolve(new Error('the connection was closed before it was ready')));
    try {
      client.connect(config);
    } catch (problem) {
      resolve(problem instanceof Error ? problem : new Error(String(problem)));
    }
  });
  if (error === undefined) {
    // Later errors show as lost connections on the channels; without a listener they would end the process.
    client.on('error', () => {});
    return success({ client, close: () => client.end() });
  }
  client.on('error', () => {});
  client.destroy();
  if (rejected !== undefined) return failed(rejected);
  if (error.level === 'client-authentication') {
    return failed({ kind: 'authentication-failed', server, address, user: target.user, methods: methodsOf(target) });
  }
  return failed({ kind: 'host-unreachable', server, address, reason: error.message });
}

/** Only recorded types are asked for; an RSA key is used with SHA-2. For an unknown host all are, so that its key can be shown. */
function hostKeyAlgorithms(recorded: readonly string[]): (typeof HOST_KEY_TYPES)[number][] {
  const wanted = HOST_KEY_TYPES.filter(
    (type) => recorded.includes(type) || (type.startsWith('rsa-') && recorded.includes('ssh-rsa')),
  );
  return wanted.length === 0 ? [...HOST_KEY_TYPES] : [...wanted];
}

function methodsOf(target: SshTarget): readonly string[] {
  return [
    ...(target.identityFile === undefined ? [] : [`publickey ${target.identityFile}`]),
    ...(target.agent === undefined ? [] : ['agent']),
  ];
}

/** `host:port`, IPv6 in brackets. */
export function addressOf({ host, port }: SshTarget): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

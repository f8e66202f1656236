import type { KeyName } from '../model/encryption.ts';

/** What the first bytes of a stored value say about its key. */
export type StoredUnder = KeyName | 'plaintext' | 'unknown';

const ENCRYPTED = 'k8s:enc:';
const PLAINTEXT = ['k8s\0', '{'] as const;
/** Values are cut to this many base64 characters on their host: prefixes leave it, contents do not. */
export const PREFIX_BASE64_LENGTH = 88;

/**
 * Reads the prefix of a stored value. Key names contain colons and one may begin another, so the known names are tried, longest
 * first, and nothing is split (measured.md 4). Only what looks like an object itself counts as plaintext: protobuf's magic, or JSON.
 */
export function storedUnder(base64: string, known: readonly KeyName[]): StoredUnder {
  const text = Buffer.from(base64.slice(0, PREFIX_BASE64_LENGTH), 'base64').toString('latin1');
  const longestFirst = [...known].sort((one, other) => other.name.length - one.name.length);
  const key = longestFirst.find(({ provider, name }) => text.startsWith(`${ENCRYPTED}${provider}:v1:${name}:`));
  if (key !== undefined) return key;
  return PLAINTEXT.some((magic) => text.startsWith(magic)) ? 'plaintext' : 'unknown';
}

/** A Secret's name. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

const PREFIX = '/registry/secrets/';

/** The Secret behind an etcd key in base64. */
export function secretNameOf(base64Key: string): SecretName {
  const path = Buffer.from(base64Key, 'base64').toString().slice(PREFIX.length);
  const slash = path.indexOf('/');
  return { namespace: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** The etcd key of a Secret. */
export function secretKeyOf({ namespace, name }: SecretName): string {
  return `${PREFIX}${namespace}/${name}`;
}

/** First etcd key of all Secrets, and the first one behind them. */
export const SECRETS_RANGE = { from: PREFIX, to: '/registry/secrets0' } as const;

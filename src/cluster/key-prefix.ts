import type { KeyName } from '../model/encryption.ts';

/** What the first bytes of a stored value say about its key; a key that nobody has any more has a name too. */
export type StoredUnder = KeyName | ForeignKey | 'plaintext' | 'unknown';

/** A key of another provider than those of the engine, for example of a KMS. */
interface ForeignKey {
  readonly provider: string;
  readonly name: string;
}

/** How every encrypted value begins. */
export const ENCRYPTED = 'k8s:enc:';
const PLAINTEXT = ['k8s\0', '{'] as const;
/**
 * A prefix whose key is not known: names of the engine's own form, which contain colons, else what stands before the next colon. Only
 * plain characters are taken for a name, so that nothing of a ciphertext ever is.
 */
const FOREIGN =
  /^k8s:enc:([a-z]+):v\d:((?:aescbc|secretbox)key-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)|[\w.-]+):/;
/** Values are cut to this many bytes on their host: prefixes leave it, contents do not. */
export const PREFIX_BYTES = 66;
/** The same in base64, which makes three bytes four. */
export const PREFIX_BASE64_LENGTH = (PREFIX_BYTES * 4) / 3;

/**
 * Reads the prefix of a stored value. Key names contain colons and one may begin another, so the known names are tried, longest
 * first, and nothing is split (measured.md 4). Only what looks like an object itself counts as plaintext: protobuf's magic, or JSON.
 */
export function storedUnder(base64: string, known: readonly KeyName[]): StoredUnder {
  const text = Buffer.from(base64.slice(0, PREFIX_BASE64_LENGTH), 'base64').toString('latin1');
  const longestFirst = [...known].sort((one, other) => other.name.length - one.name.length);
  const key = longestFirst.find(({ provider, name }) => text.startsWith(`${ENCRYPTED}${provider}:v1:${name}:`));
  if (key !== undefined) return key;
  const [, provider, name] = FOREIGN.exec(text) ?? [];
  if (provider !== undefined && name !== undefined) return { provider, name };
  return PLAINTEXT.some((magic) => text.startsWith(magic)) ? 'plaintext' : 'unknown';
}

/** A Secret's name. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** Names that a person is shown; how many there are is said beside them. */
const MOST_SHOWN = 20;

/** The first of them, for a person, as `namespace/name`. */
export function someNames(secrets: readonly SecretName[]): readonly string[] {
  return secrets.slice(0, MOST_SHOWN).map(({ namespace, name }) => `${namespace}/${name}`);
}

const PREFIX = '/registry/secrets/';

/** The Secret behind a key of the datastore in base64. */
export function secretNameOf(base64Key: string): SecretName {
  const path = Buffer.from(base64Key, 'base64').toString().slice(PREFIX.length);
  const slash = path.indexOf('/');
  return { namespace: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** The key of a Secret in the datastore. */
export function secretKeyOf({ namespace, name }: SecretName): string {
  return `${PREFIX}${namespace}/${name}`;
}

/** First key of all Secrets, and the first one behind them. */
export const SECRETS_RANGE = { from: PREFIX, to: '/registry/secrets0' } as const;

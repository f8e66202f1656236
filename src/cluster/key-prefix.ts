import type { KeyName } from '../model/encryption.ts';

/** The key named by the first bytes of a stored value. A key missing from every file has a name too. */
export type StoredUnder = KeyName | ForeignKey | 'plaintext' | 'unknown';

/** A key of a provider not managed by the engine, for example of a KMS. */
interface ForeignKey {
  readonly provider: string;
  readonly name: string;
}

/** How every encrypted value begins. */
export const ENCRYPTED = 'k8s:enc:';
const PLAINTEXT = ['k8s\0', '{'] as const;
/**
 * A prefix with an unknown key. The name has the engine's own form, which contains colons, or else ends before the next
 * colon. Only plain characters count as a name, so no part of a ciphertext can be mistaken for a name.
 */
const FOREIGN =
  /^k8s:enc:([a-z]+):v\d:((?:aescbc|secretbox)key-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)|[\w.-]+):/;
/** Values are cut to this many bytes on their host. Prefixes leave the host, and contents do not. */
export const PREFIX_BYTES = 66;
/** The same length in base64, which turns three bytes into four. */
export const PREFIX_BASE64_LENGTH = (PREFIX_BYTES * 4) / 3;

/**
 * Reads the prefix of a stored value. Key names contain colons, and a name may begin with another name. The known names
 * are therefore tried, longest first, without splitting (measured.md 4). Only a value that begins like an object, with
 * protobuf's magic or JSON, counts as plaintext.
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

/** Most names shown to the operator, beside their number. */
const MOST_SHOWN = 20;

/** The first names, for the operator, as `namespace/name`. */
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

/** First key of all Secrets, and the first key after all Secrets. */
export const SECRETS_RANGE = { from: PREFIX, to: '/registry/secrets0' } as const;

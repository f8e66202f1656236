import type { KeyName, KeyProvider } from '../model/encryption.ts';

/** The words of `status` for the providers that the engine manages (failures.md 5.1). */
const KEY_TYPES: ReadonlyMap<string, KeyProvider> = new Map([
  ['AES-CBC', 'aescbc'],
  ['XSalsa20-POLY1305', 'secretbox'],
]);

/** The provider behind a key type, or `undefined` for an unknown type. */
export function providerOfKeyType(keyType: string): KeyProvider | undefined {
  return KEY_TYPES.get(keyType);
}

/**
 * Reads a key of `status -o json`: `AES-CBC aescbckey` since April 2025, `aescbckey` before, when AES-CBC was the only
 * type (failures.md 5.2). The answer is `undefined` for an unknown type.
 */
export function parseTypedKey(text: string): KeyName | undefined {
  const space = text.indexOf(' ');
  if (space === -1) {
    return { provider: 'aescbc', name: text };
  }
  const provider = providerOfKeyType(text.slice(0, space));
  const name = text.slice(space + 1);
  return provider === undefined || name === '' || name.includes(' ') ? undefined : { provider, name };
}

import { readFile } from 'node:fs/promises';

import ssh2, { type ParsedKey } from 'ssh2';

import { messageOf } from '../model/error-words.ts';
import type { Redactor } from './redaction.ts';

/**
 * Asks the operator for the passphrase of a private key file. The answer is `undefined` without an operator to ask, or
 * without an answer.
 */
export type AskPassphrase = (file: string) => Promise<string | undefined>;

/** A private key, or the reason for its absence. `locked` means encrypted, without a passphrase. */
type Identity =
  | { readonly kind: 'key'; readonly key: ParsedKey }
  | { readonly kind: 'locked'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Private keys by file. */
export interface Identities {
  load(file: string): Promise<Identity>;
}

/** The limit of OpenSSH's client. */
const PASSPHRASE_ATTEMPTS = 3;

/**
 * Reads each private key once in the life of the process, so the operator is asked once however many servers use the
 * key. A failure is forgotten once reported. Passphrases are registered with the redactor and not kept.
 */
export function createIdentities(options: {
  readonly askPassphrase: AskPassphrase;
  readonly redactor: Redactor;
}): Identities {
  const loaded = new Map<string, Promise<Identity>>();
  return {
    load: async (file) => {
      const pending = loaded.get(file) ?? readIdentity(file, options);
      loaded.set(file, pending);
      const identity = await pending;
      if (identity.kind !== 'key') loaded.delete(file);
      return identity;
    },
  };
}

async function readIdentity(
  file: string,
  { askPassphrase, redactor }: { readonly askPassphrase: AskPassphrase; readonly redactor: Redactor },
): Promise<Identity> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => ({ reason: messageOf(error) }));
  if (typeof text !== 'string') return { kind: 'unreadable', reason: text.reason };
  let key = parsePrivateKey(text, undefined);
  if (key instanceof Error && !isEncrypted(key)) return { kind: 'unreadable', reason: key.message };
  for (let attempt = 0; key instanceof Error && attempt < PASSPHRASE_ATTEMPTS; attempt += 1) {
    const passphrase = await askPassphrase(file);
    if (passphrase === undefined || passphrase === '') return { kind: 'locked', reason: key.message };
    redactor.register(passphrase);
    key = parsePrivateKey(text, passphrase);
  }
  return key instanceof Error ? { kind: 'unreadable', reason: key.message } : { kind: 'key', key };
}

function parsePrivateKey(text: string, passphrase: string | undefined): ParsedKey | Error {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  // The types promise one key, but for OpenSSH's own format ssh2 returns a list.
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey | undefined) : parsed;
  if (key === undefined) return new Error('no key in the file');
  return key instanceof Error || key.isPrivateKey() ? key : new Error('not a private key');
}

/** ssh2 1.17 uses these words for each of its formats, without a code. */
function isEncrypted({ message }: Error): boolean {
  return message.includes('no passphrase given');
}

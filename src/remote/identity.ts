import { readFile, stat } from 'node:fs/promises';

import ssh2, { type ParsedKey } from 'ssh2';

import { codeOf, messageOf } from '../model/error-words.ts';
import type { Redactor } from './redaction.ts';

/**
 * Asks the operator for the passphrase of a private key file. `again` means that the answer before was wrong. The
 * answer is `undefined` without an operator to ask, or without an answer.
 */
export type AskPassphrase = (file: string, again: boolean) => Promise<string | undefined>;

/** What a key file has. `publicKey` belongs to a private key that is locked, or not on this machine. */
export type Identity =
  | { readonly kind: 'key'; readonly key: ParsedKey }
  | { readonly kind: 'locked'; readonly publicKey: ParsedKey | undefined; readonly reason: string }
  | { readonly kind: 'public'; readonly publicKey: ParsedKey }
  | { readonly kind: 'missing'; readonly reason: string }
  /** Others can read the file, and ssh does not use such a key either. `reason` is the mode. */
  | { readonly kind: 'unprotected'; readonly reason: string }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Private keys by file. */
export interface Identities {
  /** Reads a file, and asks nobody. */
  load(file: string): Promise<Identity>;
  /** Asks for the passphrase of a locked file. */
  unlock(file: string): Promise<Identity>;
}

/** The limit of OpenSSH's client. */
const PASSPHRASE_ATTEMPTS = 3;
const FOR_OTHERS = 0o077;

/**
 * Reads each private key once in the life of the process, so the operator is asked once however many servers use the
 * key. A failure is forgotten once reported. Passphrases are registered with the redactor and not kept.
 */
export function createIdentities(options: {
  readonly askPassphrase: AskPassphrase;
  readonly redactor: Redactor;
}): Identities {
  const unlocked = new Map<string, Promise<Identity>>();
  return {
    load: async (file) => {
      const opened = await unlocked.get(file);
      return opened ?? readIdentity(file);
    },
    unlock: async (file) => {
      const pending = unlocked.get(file) ?? unlockIdentity(file, options);
      unlocked.set(file, pending);
      const identity = await pending;
      if (identity.kind !== 'key') unlocked.delete(file);
      return identity;
    },
  };
}

async function readIdentity(file: string): Promise<Identity> {
  const text = await textOf(file);
  if (typeof text !== 'string') {
    return { kind: text.code === 'ENOENT' ? 'missing' : 'unusable', reason: text.reason };
  }
  const key = parseKey(text, undefined);
  if (key instanceof Error && !isEncrypted(key)) return { kind: 'unusable', reason: key.message };
  if (!(key instanceof Error) && !key.isPrivateKey()) return { kind: 'public', publicKey: key };
  const mode = await exposedMode(file);
  if (mode !== undefined) return { kind: 'unprotected', reason: mode };
  if (!(key instanceof Error)) return { kind: 'key', key };
  return { kind: 'locked', publicKey: await publicKeyBeside(file), reason: key.message };
}

async function unlockIdentity(
  file: string,
  { askPassphrase, redactor }: { readonly askPassphrase: AskPassphrase; readonly redactor: Redactor },
): Promise<Identity> {
  const identity = await readIdentity(file);
  const text = await textOf(file);
  if (identity.kind !== 'locked' || typeof text !== 'string') return identity;
  let { reason } = identity;
  for (let attempt = 0; attempt < PASSPHRASE_ATTEMPTS; attempt += 1) {
    const passphrase = await askPassphrase(file, attempt > 0);
    if (passphrase === undefined || passphrase === '') return { ...identity, reason };
    redactor.register(passphrase);
    const key = parseKey(text, passphrase);
    if (!(key instanceof Error)) return { kind: 'key', key };
    reason = key.message;
  }
  return { kind: 'unusable', reason };
}

/** A key in OpenSSH's format carries its public part in the clear, but ssh2 1.17 gives it only from the file beside. */
async function publicKeyBeside(file: string): Promise<ParsedKey | undefined> {
  const text = await textOf(`${file}.pub`);
  if (typeof text !== 'string') return undefined;
  const key = parseKey(text, undefined);
  return key instanceof Error || key.isPrivateKey() ? undefined : key;
}

async function textOf(file: string): Promise<string | { readonly code: string; readonly reason: string }> {
  return readFile(file, 'utf8').catch((error: unknown) => ({ code: codeOf(error), reason: messageOf(error) }));
}

/** The mode of a file of the operator's own that others can use. Files of other owners are judged by nobody, as in ssh. */
async function exposedMode(file: string): Promise<string | undefined> {
  const { uid, mode } = await stat(file);
  return uid === process.getuid?.() && (mode & FOR_OTHERS) !== 0
    ? (mode & 0o777).toString(8).padStart(4, '0')
    : undefined;
}

function parseKey(text: string, passphrase: string | undefined): ParsedKey | Error {
  const parsed = ssh2.utils.parseKey(text, passphrase);
  // The types promise one key, but for OpenSSH's own format ssh2 returns a list.
  const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey | undefined) : parsed;
  return key ?? new Error('no key in the file');
}

/** ssh2 1.17 uses these words for each of its formats, without a code. */
function isEncrypted({ message }: Error): boolean {
  return message.includes('no passphrase given');
}

import { readFileSync } from 'node:fs';

import { utils } from 'ssh2';

import type { ConnectionFailure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Redactor } from './redaction.ts';

/** Asks the operator for the passphrase of a key file; `undefined`: nobody is there to ask. */
export type AskPassphrase = (file: string) => Promise<string | undefined>;

/** A private key, ready for ssh2. */
export interface Identity {
  readonly privateKey: Buffer;
  readonly passphrase: string | undefined;
}

/** Reads a private key file and its passphrase, once. Fails with `identity-unreadable`. */
export async function readIdentity(options: {
  readonly file: string;
  readonly server: string;
  readonly askPassphrase: AskPassphrase;
  readonly redactor: Redactor;
}): Promise<Result<Identity, ConnectionFailure>> {
  const { file, server, askPassphrase, redactor } = options;
  const unreadable = (reason: string) => failed({ kind: 'identity-unreadable', server, file, reason } as const);
  let privateKey: Buffer;
  try {
    privateKey = readFileSync(file);
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error));
  }
  const parsed = utils.parseKey(privateKey);
  if (!(parsed instanceof Error)) return success({ privateKey, passphrase: undefined });
  if (!/passphrase|encrypted/i.test(parsed.message)) return unreadable(parsed.message);
  const passphrase = await askPassphrase(file);
  if (passphrase === undefined) return unreadable('it has a passphrase and there is no terminal to ask for it');
  redactor.register(passphrase);
  const opened = utils.parseKey(privateKey, passphrase);
  return opened instanceof Error ? unreadable('the passphrase does not open it') : success({ privateKey, passphrase });
}

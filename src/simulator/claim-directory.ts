import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { codeOf } from '../model/error-words.ts';

/** Says that the files of a directory are a simulation's own, and may be written over. */
const MARKER = '.keyturn-simulation';

/** Everything that a simulation writes into its directory. */
const OWN_NAMES = ['id_ed25519', 'known_hosts', 'hosts.yaml', 'control.sock'];

/** A unix socket's path must fit into the kernel's `sun_path`, bytes. */
const LONGEST_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;

/** Why a directory cannot be a simulation's. */
export type DirectoryRefusal =
  /** It has a file by one of our names, and no simulation put it there: it may be somebody's only private key. */
  | { readonly kind: 'not-ours'; readonly name: string }
  /** The path of the socket in it would be too long, by so many bytes. */
  | { readonly kind: 'path-too-long'; readonly by: number }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Unix socket of the questions (control-socket.ts). */
export function controlSocketOf(directory: string): string {
  return join(directory, 'control.sock');
}

/** Makes the directory where there is none, and marks it as a simulation's. `undefined`: done. A refused directory is left as it is. */
export function claimDirectory(directory: string): DirectoryRefusal | undefined {
  const by = Buffer.byteLength(controlSocketOf(directory)) - LONGEST_SOCKET_PATH;
  if (by > 0) return { kind: 'path-too-long', by };
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const present = readdirSync(directory);
    if (present.includes(MARKER)) return undefined;
    const foreign = OWN_NAMES.find((name) => present.includes(name));
    if (foreign !== undefined) return { kind: 'not-ours', name: foreign };
    writeFileSync(join(directory, MARKER), '', { flag: 'wx', mode: 0o600 });
    return undefined;
  } catch (error) {
    const reason = codeOf(error);
    return { kind: 'unusable', reason };
  }
}

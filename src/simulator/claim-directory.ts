import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { codeOf } from '../model/error-words.ts';

/** Marks a directory as a simulation's own, whose files may be overwritten. */
const MARKER = '.keyturn-simulation';

/** Everything that a simulation writes into its directory. */
const OWN_NAMES = ['id_ed25519', 'known_hosts', 'hosts.yaml', 'control.sock'];

/** Greatest length of a unix socket's path, in bytes, given by the kernel's `sun_path`. */
const LONGEST_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;

/** Why a directory cannot belong to a simulation. */
export type DirectoryRefusal =
  /**
   * The directory contains a file under one of our names, not written by a simulation. The file may be a person's only
   * private key.
   */
  | { readonly kind: 'not-ours'; readonly name: string }
  /** The path of the socket would be too long by this number of bytes. */
  | { readonly kind: 'path-too-long'; readonly by: number }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Unix socket of the questions (control-socket.ts). */
export function controlSocketOf(directory: string): string {
  return join(directory, 'control.sock');
}

/**
 * Creates a missing directory, and marks the directory as a simulation's. `undefined` means success. A refused
 * directory stays unchanged.
 */
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

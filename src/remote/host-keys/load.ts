import { readFileSync } from 'node:fs';

import type { ConnectionFailure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { parseKnownHosts, type KnownHost } from './known-hosts.ts';

/** Reads the known_hosts files of a target. A file that is not there is empty; one that cannot be read fails closed. */
export function loadKnownHosts(
  files: readonly string[],
  server: string,
): Result<readonly KnownHost[], ConnectionFailure> {
  const entries: KnownHost[] = [];
  for (const file of files) {
    try {
      entries.push(...parseKnownHosts(readFileSync(file, 'utf8'), file));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') continue;
      const reason = error instanceof Error ? error.message : String(error);
      return failed({ kind: 'known-hosts-unreadable', server, file, reason });
    }
  }
  return success(entries);
}

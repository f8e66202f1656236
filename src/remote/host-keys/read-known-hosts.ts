import { readFile } from 'node:fs/promises';

import { failed, success, type Result } from '../../model/result.ts';
import { codeOf, messageOf } from '../../model/error-words.ts';
import { parseKnownHosts, type KnownHostsEntry } from './known-hosts-entry.ts';

/** The unreadable file, and the reason. */
export interface UnreadableKnownHosts {
  readonly file: string;
  readonly reason: string;
}

/**
 * All entries of the files, in order. Fails closed, so an unreadable file is a failure, and a missing one unless it may
 * be missing.
 */
export async function readKnownHosts(
  files: readonly string[],
  { mayBeMissing }: { readonly mayBeMissing: boolean },
): Promise<Result<readonly KnownHostsEntry[], UnreadableKnownHosts>> {
  const entries: KnownHostsEntry[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((error: unknown) =>
      mayBeMissing && codeOf(error) === 'ENOENT' ? '' : { reason: messageOf(error) },
    );
    if (typeof text !== 'string') return failed({ file, reason: text.reason });
    const parsed = parseKnownHosts(text, file);
    if (!parsed.ok) return failed({ file, reason: parsed.reason });
    entries.push(...parsed.entries);
  }
  return success(entries);
}

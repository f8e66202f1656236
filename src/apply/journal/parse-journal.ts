import { createHash } from 'node:crypto';

import type { JournalLine } from '../../model/journal.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { parseJournalLine } from './journal-schema.ts';
import { writerInChain } from './newer-release.ts';

/** What the first line has in place of a hash. */
export const FIRST_PREVIOUS = '0'.repeat(64);

/** The content of a journal. `validBytes` is shorter than the text when a crash cut the last line. */
export interface JournalContent {
  readonly lines: readonly JournalLine[];
  readonly validBytes: number;
  /** SHA-256 of the last line, the head of the hash chain. 64 zeros without lines. */
  readonly head: string;
}

/** The first line that does not parse or does not follow the line before, counted from 1. */
export interface JournalDamage {
  readonly line: number;
  readonly reason: string;
  /** The release that wrote the line, where the line follows the line before and only its form is unknown. */
  readonly writtenBy?: string;
  /** The lines before. */
  readonly sound: readonly JournalLine[];
}

/** SHA-256 of a line or a whole text, hexadecimal. */
export function hashOf(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Reads the text of a journal as untrusted input and checks its hash chain. A last line without its newline was being
 * written when the process died. No act relied on the line, so the line is left out.
 */
export function parseJournal(text: string): Result<JournalContent, JournalDamage> {
  const lines: JournalLine[] = [];
  let previous = FIRST_PREVIOUS;
  let offset = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', offset)) {
    const raw = text.slice(offset, end);
    const line = lines.length + 1;
    const parsed = parseJournalLine(raw);
    if (!parsed.ok) {
      const nextEnd = text.indexOf('\n', end + 1);
      const next = nextEnd === -1 ? undefined : text.slice(end + 1, nextEnd);
      const writer = writerInChain(raw, { lines, previous, hash: hashOf(raw), next });
      return failed({ line, reason: parsed.failure, ...writer, sound: lines });
    }
    if (parsed.value.previous !== previous || parsed.value.sequence !== lines.length) {
      return failed({ line, reason: 'hash chain broken', sound: lines });
    }
    previous = hashOf(raw);
    lines.push(parsed.value);
    offset = end + 1;
  }
  return success({ lines, validBytes: Buffer.byteLength(text.slice(0, offset)), head: previous });
}

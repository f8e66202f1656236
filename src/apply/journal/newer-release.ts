import type { JournalLine } from '../../model/journal.ts';
import type { JournalCorrupt } from '../../model/failures/run.ts';

/**
 * Why a run must not go on with this release. A newer release wrote something into the journal that this one does not
 * know, and that may decide how the run goes on. What a process saw (`seen`) decides nothing.
 */
export function tooNewToResume(file: string, lines: readonly JournalLine[]): JournalCorrupt | undefined {
  for (const [index, { unknownFields = [] }] of lines.entries()) {
    const deciding = unknownFields.filter((field) => !field.startsWith('seen.'));
    if (deciding.length === 0) continue;
    const reason = `unknown: ${deciding.join(', ')}`;
    return { kind: 'journal-corrupt', file, line: index + 1, reason, ...writerOf(lines.slice(0, index + 1)) };
  }
  return undefined;
}

/** The lines around a line whose form is unknown. */
export interface Neighbours {
  readonly lines: readonly JournalLine[];
  /** Hash of the line before. */
  readonly previous: string;
  /** Hash of the line itself. */
  readonly hash: string;
  /** The line after, where it was written whole. */
  readonly next: string | undefined;
}

/**
 * The release that wrote a line whose form is unknown, such as a record of a kind that came later. Nothing is returned
 * for a line that does not follow the lines before, or that the next line does not follow. Such a line was altered.
 */
export function writerInChain(
  raw: string,
  { lines, previous, hash, next }: Neighbours,
): { readonly writtenBy?: string } {
  const line = jsonOf(raw);
  if (fieldOf(line, 'previous') !== previous || fieldOf(line, 'sequence') !== lines.length) return {};
  if (next !== undefined && fieldOf(jsonOf(next), 'previous') !== hash) return {};
  const version = fieldOf(fieldOf(line, 'record'), 'version');
  return typeof version === 'string' ? { writtenBy: version } : writerOf(lines);
}

/** The release of the process that wrote the last of these lines. */
function writerOf(lines: readonly JournalLine[]): { readonly writtenBy?: string } {
  const versions = lines.flatMap(({ record }) => ('version' in record ? [record.version] : []));
  const writtenBy = versions.findLast((version) => version !== undefined);
  return writtenBy === undefined ? {} : { writtenBy };
}

function jsonOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

function fieldOf(within: unknown, key: string): unknown {
  return typeof within === 'object' && within !== null ? (Reflect.get(within, key) as unknown) : undefined;
}

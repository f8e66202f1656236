import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { codeOf } from '../../model/error-words.ts';
import type { Clock } from '../../model/clock.ts';
import type { JournalLine, JournalRecord } from '../../model/journal.ts';
import { jsonText } from '../../model/json-text.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { SeenSince } from '../../model/seen-since.ts';
import { tooNewToResume } from './newer-release.ts';
import { FIRST_PREVIOUS, hashOf, parseJournal, type JournalContent } from './parse-journal.ts';
import { untrusted } from './trusted-entry.ts';
import { placeWhole } from './whole-file.ts';

/** The write-ahead log of one run. Every line is on the disk before `append` returns. */
export interface Journal {
  readonly file: string;
  /** All lines so far, including the lines of earlier processes. */
  readonly lines: readonly JournalLine[];
  /**
   * Writes and fsyncs one line. Fails with `journal-unwritable`. After a failure nothing may be acted upon, and no
   * partial line stays. `seen` is what the process saw after the line before.
   */
  append(record: JournalRecord, seen?: SeenSince): Result<JournalLine>;
  close(): void;
}

/**
 * Reads a journal and checks its hash chain. Fails with `journal-corrupt` on the first line that does not parse or does
 * not follow the line before, and with `state-untrusted` where the file may be somebody else's.
 */
export function readJournal(file: string): Result<JournalContent> {
  // Whoever listed the runs has looked at the directories above.
  const stranger = untrusted(file, 1);
  if (stranger !== undefined) return stranger;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return failed({ kind: 'journal-corrupt', file, line: 0, reason: codeOf(error) });
  }
  const parsed = parseJournal(text);
  if (parsed.ok) return parsed;
  const { sound: _lines, ...damage } = parsed.failure;
  return failed({ kind: 'journal-corrupt', file, ...damage });
}

/** Creates an empty journal (0600) in a directory made for it (0700). Fails with `journal-unwritable`. */
export function createJournal(file: string, clock: Clock): Result<Journal> {
  try {
    const descriptor = inDirectoryOf(file, () =>
      openSync(file, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_APPEND, 0o600),
    );
    return success(journalOn({ file, descriptor, lines: [], previous: FIRST_PREVIOUS, clock }));
  } catch (error) {
    return failed({ kind: 'journal-unwritable', file, reason: codeOf(error) });
  }
}

/**
 * Writes the journal of a run that another machine began, with more records behind, whole or not at all. An empty file,
 * which a crash leaves, is replaced. Fails with `journal-unwritable`.
 */
export function adoptJournal(
  file: string,
  text: string,
  {
    lines,
    records,
    clock,
  }: { readonly lines: number; readonly records: readonly JournalRecord[]; readonly clock: Clock },
): Result<void> {
  let previous = hashOf(text.trimEnd().split('\n').at(-1) ?? '');
  const more = records.map((record, index) => {
    const raw = jsonText(lineOf({ sequence: lines + index, previous, clock }, record));
    previous = hashOf(raw);
    return `${raw}\n`;
  });
  try {
    inDirectoryOf(file, () => placeWhole(file, text + more.join(''), isEmpty(file) ? renameSync : linkSync));
    return success(undefined);
  } catch (error) {
    return failed({ kind: 'journal-unwritable', file, reason: codeOf(error) });
  }
}

function isEmpty(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.size === 0;
}

/** Makes a file in a directory made for it (0700), and syncs the new entries. */
function inDirectoryOf<T>(file: string, make: () => T): T {
  const directory = dirname(file);
  const firstMade = mkdirSync(directory, { recursive: true, mode: 0o700 });
  const made = make();
  for (const each of directoriesUpTo(directory, firstMade === undefined ? directory : dirname(firstMade))) {
    syncDirectory(each);
  }
  return made;
}

/**
 * Opens a journal to continue the run, and removes a cut last line. Fails with `journal-corrupt`, also where
 * a newer release wrote what this one does not know, or with `journal-unwritable`.
 */
export function reopenJournal(file: string, clock: Clock): Result<Journal> {
  const content = readJournal(file);
  if (!content.ok) return content;
  const newer = tooNewToResume(file, content.value.lines);
  if (newer !== undefined) return failed(newer);
  try {
    const descriptor = openSync(file, constants.O_WRONLY | constants.O_APPEND);
    ftruncateSync(descriptor, content.value.validBytes);
    const lines = [...content.value.lines];
    const last = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    return success(
      journalOn({ file, descriptor, lines, previous: lines.length === 0 ? FIRST_PREVIOUS : hashOf(last), clock }),
    );
  } catch (error) {
    return failed({ kind: 'journal-unwritable', file, reason: codeOf(error) });
  }
}

interface JournalState {
  readonly file: string;
  readonly descriptor: number;
  readonly lines: JournalLine[];
  previous: string;
  readonly clock: Clock;
}

function journalOn(state: JournalState): Journal {
  return {
    file: state.file,
    lines: state.lines,
    append: (record, seen) => appendLine(state, record, seen),
    close: () => closeSync(state.descriptor),
  };
}

interface Place {
  readonly sequence: number;
  readonly previous: string;
  readonly clock: Clock;
}

function lineOf({ sequence, previous, clock }: Place, record: JournalRecord, seen?: SeenSince): JournalLine {
  return {
    sequence,
    at: new Date(clock.now()).toISOString(),
    previous,
    record,
    ...(seen === undefined ? {} : { seen }),
  };
}

function appendLine(state: JournalState, record: JournalRecord, seen: SeenSince | undefined): Result<JournalLine> {
  const line = lineOf({ ...state, sequence: state.lines.length }, record, seen);
  const raw = jsonText(line);
  const bytes = Buffer.from(`${raw}\n`);
  let lengthBefore: number | undefined;
  try {
    lengthBefore = fstatSync(state.descriptor).size;
    let written = 0;
    while (written < bytes.length) written += writeSync(state.descriptor, bytes, written);
    fsyncSync(state.descriptor);
  } catch (error) {
    if (lengthBefore !== undefined) removeTail(state.descriptor, lengthBefore);
    return failed({ kind: 'journal-unwritable', file: state.file, reason: codeOf(error) });
  }
  state.lines.push(line);
  state.previous = hashOf(raw);
  return success(line);
}

/**
 * A full disk may have stored a part of the line. Readers also ignore a partial last line, so a failure here is
 * harmless.
 */
function removeTail(descriptor: number, length: number): void {
  try {
    ftruncateSync(descriptor, length);
  } catch {
    // Readers leave a cut line out.
  }
}

/** A directory and its parents, up to the highest directory given. */
function directoriesUpTo(directory: string, highest: string): readonly string[] {
  const above = dirname(directory);
  return directory === highest || above === directory ? [directory] : [directory, ...directoriesUpTo(above, highest)];
}

/**
 * A new entry of a directory survives a power cut only when the directory is synced. The entry may be a journal or a
 * directory made for the journal.
 */
function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

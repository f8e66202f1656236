import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { partOf, placeWhole } from '../apply/journal/whole-file.ts';
import { codeOf } from '../model/error-words.ts';
import { failed, success, type Result } from '../model/result.ts';

/**
 * Writes a file for the owner alone, whole or not at all. A special file (a device, a pipe, a link such as
 * `/dev/stdout`) is written into, never replaced, and keeps its mode. Fails with `file-unwritable`.
 */
export function writePrivately(file: string, text: string): Result<void> {
  return attempt(file, () => {
    if (isOrdinary(file)) placeWhole(file, text, renameSync);
    else writeFileSync(standardDescriptor(file) ?? file, text);
  });
}

/** Writes a new file for the owner alone, whole or not at all. Fails with `file-unwritable`, also for an existing file. */
export function writeNewPrivately(file: string, text: string): Result<void> {
  return attempt(file, () => placeWhole(file, text, linkSync));
}

/** Writes a new file that everybody may read, whole or not at all. Fails with `file-unwritable`, also for an existing file. */
export function writeNewOpenly(file: string, text: string): Result<void> {
  return attempt(file, () => placeWhole(file, text, linkSync, 0o644));
}

/** Whether `writeNewPrivately` would work now. Leaves nothing behind. */
export function canWriteNewPrivately(file: string): Result<void> {
  return attempt(file, () => {
    if (lstatSync(file, { throwIfNoEntry: false }) !== undefined)
      throw Object.assign(new Error('exists'), { code: 'EEXIST' });
    tryPart(file);
  });
}

/**
 * Writes a file that everybody may read, whole or not at all. An existing file keeps its mode. Fails with
 * `file-unwritable`.
 */
export function writeOpenly(file: string, text: string): Result<void> {
  return attempt(file, () => {
    const mode = statSync(file, { throwIfNoEntry: false })?.mode;
    if (isOrdinary(file)) placeWhole(file, text, renameSync, mode === undefined ? 0o644 : mode & 0o777);
    else writeFileSync(standardDescriptor(file) ?? file, text);
  });
}

/**
 * Whether `writePrivately` would work now, checked before work that would otherwise be useless. Leaves nothing behind.
 */
export function canWritePrivately(file: string): Result<void> {
  return attempt(file, () => {
    if (isOrdinary(file)) tryPart(file);
    else if (standardDescriptor(file) === undefined) lookAt(file);
  });
}

function attempt(file: string, act: () => void): Result<void> {
  try {
    act();
    return success(undefined);
  } catch (error) {
    return failed({ kind: 'file-unwritable', file, reason: codeOf(error) });
  }
}

/** A regular file, or a name without a file. A link is neither, because a rename would replace the link with a file. */
function isOrdinary(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found === undefined || found.isFile();
}

/** The file is not opened, because opening could wait for a reader or truncate the content. */
function lookAt(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw Object.assign(new Error('a directory'), { code: 'EISDIR' });
  if (found !== undefined) accessSync(file, constants.W_OK);
}

function tryPart(file: string): void {
  const part = partOf(file);
  closeSync(openSync(part, 'wx', 0o600));
  rmSync(part);
}

/**
 * 1 or 2 where the name means stdout or stderr. Opened by name, the file would be overwritten from its beginning, or
 * could not be opened at all (a socket).
 */
function standardDescriptor(file: string): 1 | 2 | undefined {
  const named = statSync(file, { throwIfNoEntry: false });
  if (named === undefined) return undefined;
  return ([1, 2] as const).find((descriptor) => isSame(named, fstatSync(descriptor)));
}

function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

import { accessSync, constants, readFileSync, readdirSync, statSync } from 'node:fs';
import { codeOf } from '../../src/model/error-words.ts';
import { failed, success, type Result } from '../../src/model/result.ts';

/** What readers of inventories ask of the file system. */
export interface Files {
  /** The text, or the system's code (`EFBIG` for a file larger than any inventory). */
  read(file: string): Result<string, string>;
  /** Names in a directory, sorted by code unit as Ansible sorts. */
  list(directory: string): readonly string[];
  /** `other` is a FIFO, a socket or a device, which may never end. */
  kind(path: string): 'file' | 'directory' | 'other' | undefined;
  isExecutable(file: string): boolean;
}

/** Larger than any inventory. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The files of this machine. Reads, and changes nothing. */
export const machineFiles: Files = {
  read: (file) => {
    try {
      return statSync(file).size > MOST_BYTES ? failed('EFBIG') : success(readFileSync(file, 'utf8'));
    } catch (error) {
      return failed(codeOf(error));
    }
  },
  list: (directory) => {
    try {
      return readdirSync(directory).toSorted((one, other) => (one < other ? -1 : 1));
    } catch {
      return [];
    }
  },
  kind: (path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    return found.isDirectory() ? 'directory' : found.isFile() ? 'file' : 'other';
  },
  isExecutable: (file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
};

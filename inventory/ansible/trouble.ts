import type { InventoryProblem } from '../../src/model/failures/input.ts';
import { shownFound } from '../shown.ts';
import type { Origin } from './variable.ts';

/** What is wrong at a place of an Ansible inventory. */
export interface Trouble {
  /** Stable, for example `template`. */
  readonly rule: string;
  readonly origin: Origin;
  /** What is meant there, for example `ansible_host of s1`. */
  readonly subject?: string;
  /** The operator's text, shortened before it is shown. */
  readonly found?: string;
  /** keyturn's own words after `found`. */
  readonly because?: string;
  readonly expected?: string;
}

/** The problem that is reported. */
export function problemOf({ rule, origin, subject, found, because, expected }: Trouble): InventoryProblem {
  const { file, line, column } = origin;
  return {
    rule,
    file,
    path: subject ?? '',
    line,
    column,
    found: shownFound({ found, because }),
    expected,
  };
}

/** Thrown inside a reader where the rest of a file cannot be read. The reader of the file catches it. */
export class Unreadable extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.rule);
    this.trouble = trouble;
  }
}

/** The trouble with the file of its reader, where whoever threw it did not know the file. */
export function inFile(trouble: Trouble, file: string): Trouble {
  return trouble.origin.file === '' ? { ...trouble, origin: { ...trouble.origin, file } } : trouble;
}

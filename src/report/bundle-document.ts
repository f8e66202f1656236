import type { EngineJournal } from '../model/engine-journal.ts';
import type { JournalLine } from '../model/journal.ts';
import type { DoctorDocument } from './doctor-document.ts';

/** A support bundle, one JSON file that its sender can read from top to bottom. */
export interface BundleDocument {
  readonly schema: 'keyturn.bundle/1';
  readonly about: string;
  readonly keyturn: string;
  readonly node: string;
  readonly platform: string;
  readonly doctor: DoctorDocument;
  /** What the journals of the engines report. */
  readonly journals: readonly EngineJournal[];
  /** The newest lines of these journals. */
  readonly logs: readonly { readonly server: string; readonly lines: readonly string[] }[];
  /** The runs of keyturn from here, newest first. */
  readonly runs: readonly { readonly runId: string; readonly lines: readonly JournalLine[] }[];
}

/** The first words of the file, for whoever opens it. */
export const BUNDLE_ABOUT =
  'What keyturn doctor read of a cluster, for somebody who helps. Tokens and keys are left out on their hosts, and what looks like one is replaced by [redacted]. Read it before you send it: it has names of servers, their addresses as the engine knows them, versions, key names, hashes, counts, and the newest lines of journals.';

/** One line for the terminal after the file was written. */
export function bundleWrittenText(file: string): string {
  return `Support bundle: ${file} (JSON, readable for its owner alone). Read it before you send it.\n`;
}

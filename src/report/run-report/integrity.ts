import type { RunReport } from '../../model/run-report.ts';
import { reportLine, NO_HINTS } from '../hints.ts';
import { facts, text, type Section } from './document.ts';

/** What a chain of hashes proves, and what it does not. */
export const CHAIN_PROVES =
  'Each line of the journal has the SHA-256 of the line before. So no line was changed, removed or inserted after it was written.';
export const CHAIN_DOES_NOT_PROVE =
  'The chain does not show whether somebody wrote the whole journal again, or cut lines off its end. Against that, keep the head of the chain elsewhere, for example with this report.';

/** How to find out whether the journal behind the report is as it was written. */
export function integritySection({ journal, summary }: RunReport): Section {
  return {
    title: 'Integrity',
    blocks: [
      facts(
        ['journal', journal.file],
        ['lines', String(journal.lines)],
        ['head of the chain (SHA-256 of the last line)', journal.head],
        ['check it', reportLine(NO_HINTS, summary.runId, '--check')],
      ),
      text(`${CHAIN_PROVES} ${CHAIN_DOES_NOT_PROVE}`),
      facts(['signature, date', '____________________   second signature, date  ____________________']),
    ],
    isRecord: true,
  };
}

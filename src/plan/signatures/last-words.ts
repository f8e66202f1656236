import { journalOf, type Examination } from '../examination.ts';
import { isRunning } from '../fact-reading.ts';

/** Servers whose service does not run, with matching last words in the journal. */
export function lastWordsMatch(
  examination: Examination,
  pattern: RegExp,
): readonly { readonly server: string; readonly lastWords: string }[] {
  return examination.facts.servers
    .filter(({ unit }) => !isRunning(unit))
    .flatMap(({ name }) => {
      const lastWords = journalOf(examination, name)?.lastWords;
      return lastWords !== undefined && pattern.test(lastWords) ? [{ server: name, lastWords }] : [];
    });
}

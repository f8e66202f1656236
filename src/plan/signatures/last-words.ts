import type { Examination } from '../examination.ts';

/** Servers whose service does not run, with matching last words in the journal. */
export function lastWordsMatch(
  { facts, journals }: Examination,
  pattern: RegExp,
): readonly { readonly server: string; readonly lastWords: string }[] {
  return facts.servers
    .filter(({ unit }) => unit.activeState !== 'active' || unit.subState !== 'running')
    .flatMap(({ name }) => {
      const lastWords = journals.find(({ server }) => server === name)?.lastWords;
      return lastWords !== undefined && pattern.test(lastWords) ? [{ server: name, lastWords }] : [];
    });
}

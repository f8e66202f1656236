import type { Check } from '../../model/check.ts';
import type { RunReport } from '../../model/run-report.ts';
import { byVerdict, checkTexts } from '../check-text.ts';
import { failureText } from '../failure-text.ts';
import { count } from '../units.ts';
import { text, type Section } from './document.ts';

/** The checks before the first change, warnings first, with what was seen. */
export function checksSection({ checks }: RunReport): Section {
  const passed = checks.filter(({ verdict }) => verdict === 'pass').length;
  return {
    title: 'Checks before the first change',
    blocks: [
      text(`${passed} of ${count(checks.length, 'check')} passed.`),
      {
        kind: 'table',
        head: ['verdict', 'check', 'seen'],
        rows: checkTexts(byVerdict(checks), failureText).map(({ verdict, title, evidence }) => [
          verdictWord(verdict),
          title,
          evidence,
        ]),
      },
    ],
    isRecord: true,
  };
}

function verdictWord(verdict: Check['verdict']): string {
  const words: Readonly<Record<Check['verdict'], string>> = { refuse: 'REFUSED', warn: 'WARNING', pass: 'ok' };
  return words[verdict];
}

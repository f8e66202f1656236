import { failureText } from '../failure-text.ts';
import { resumeLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';

export const unfinishedRunWords: SignatureWords<'unfinished-run'> = {
  name: 'A run of keyturn from here is not finished',
  text: ({ details: { run, failure, isHalfWay } }, hints) => ({
    what: `Run ${run} of keyturn is not finished`,
    meaning: [
      isHalfWay ? 'The servers are in the middle of its rotation.' : 'The servers are not in the middle of a rotation.',
      ...(failure === undefined ? [] : [`It stopped: ${failureText(failure, hints).what}.`]),
    ],
    next: [`Continue it; it looks at everything first: ${resumeLine(hints)}`],
    not: [
      'begin another rotation, by hand or with another tool.',
      'remove its journal: nothing else knows what was sent.',
    ],
  }),
};

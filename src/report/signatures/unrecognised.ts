import { CHECK_WORDS } from '../check-words.ts';
import { failureText } from '../failure-text.ts';
import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';

export const unrecognisedWords: SignatureWords<'unrecognised'> = {
  name: 'Something is wrong that no signature recognises',
  text: ({ details: { checks, failures } }, hints) => ({
    what: 'Something is not as it should be, and no signature of keyturn recognises it',
    meaning: [
      ...checks.map((id) => CHECK_WORDS[id]?.bad ?? id),
      ...failures.map((failure) => failureText(failure, hints).what),
    ],
    next: [
      `Look at all servers side by side: ${commandLine(hints, 'status')}`,
      `See what a rotation would be refused for, with advice: ${commandLine(hints, 'rotate', '--dry-run')}`,
    ],
    not: ['restart servers until the cause is known.'],
  }),
};

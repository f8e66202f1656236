import { commandLine, resumeLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { journalLine } from '../service-lines.ts';
import { durationText } from '../units.ts';

export const rewriteSilentWords: SignatureWords<'rewrite-silent'> = {
  name: 'A rewrite of Secrets has told nothing for a long time',
  text: ({ details: { server, silentMs } }, hints) => ({
    what: `The rewrite of Secrets on ${server} has told nothing for ${durationText(silentMs)}: it has probably ended without a word`,
    meaning: [
      'That happens where the list of Secrets expires while they are rewritten, with 20,000 Secrets and more. Both keys are still there.',
    ],
    next: [
      `See whether the count still changes, twice within a minute: ${commandLine(hints, 'status')}`,
      `Its newest lines: ${journalLine(hints, server)}`,
      `If it does not, and it is a run of keyturn from here, continue it: ${resumeLine(hints)}`,
    ],
    not: ['restart a server while the count changes.', 'run rotate-keys again: it would make one more key.'],
  }),
};

import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';

export const runAtWorkWords: SignatureWords<'run-at-work'> = {
  name: 'A run of keyturn is at work on this cluster',
  text: ({ details: { holder, where } }, hints) => ({
    what: `A run of keyturn is at work on this cluster now: ${holder ?? 'from here'}${where === undefined ? '' : `, on ${where}`}`,
    meaning: ['What looks half-way is half-way because of it.'],
    next: [`Wait until it has ended, then look again: ${commandLine(hints, 'doctor')}`],
    not: ['repair anything meanwhile.', 'restart a server, or send a stage command.'],
  }),
};

import { commandLine } from '../hints.ts';
import { journalLine } from '../service-lines.ts';
import type { SignatureWords } from '../signature-form.ts';

export const statusUnansweredWords: SignatureWords<'status-unanswered'> = {
  name: 'A running server cannot say how its encryption stands',
  text: ({ details: { server, cause } }, hints) => ({
    what: `${server} runs, and cannot say how its encryption stands`,
    meaning: [
      ...(cause === undefined ? [] : [`The cause, in its journal: ${cause}.`]),
      'That says nothing about its keys: encryption is not off for it, and no hash differs.',
    ],
    next: [
      `Read its newest lines: ${journalLine(hints, server)}`,
      `A server that has just started answers within a minute. Look again: ${commandLine(hints, 'doctor')}`,
    ],
    not: ['take it for encryption that is off.', `restart ${server} only to get an answer.`],
  }),
};

import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { restartLine } from '../service-lines.ts';

export const annotationOutdatedWords: SignatureWords<'annotation-outdated'> = {
  name: "A Node's annotation names another file than its server has",
  text: ({ details: { server, node } }, hints) => ({
    what: `The annotation of Node ${node} names another encryption file than ${server} has`,
    meaning: [
      'The engine writes it at each start, from the state file. Until then it refuses every stage command, with "hash does not match" or "invalid hash".',
    ],
    next: [
      `Only when every server has the same file and every service runs, restart the service on ${server} alone: ${restartLine(hints, server)}`,
      `Then look again: ${commandLine(hints, 'doctor')}`,
    ],
    not: ['write the annotation by hand.', 'use --force.'],
  }),
};

import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';

export const fileEditedWords: SignatureWords<'file-edited'> = {
  name: 'An encryption file was edited by hand, or restored',
  text: ({ details: { server, path } }, hints) => ({
    what: `The encryption file of ${server} is not the one that the engine wrote: it was edited or restored by hand`,
    meaning: [
      `The engine manages ${path}. A file that is newer than the datastore stops the next start of ${server}, and the engine refuses every stage command meanwhile.`,
    ],
    next: [
      `Find out who changed it, and what for. Leave ${server} running until a person has decided.`,
      `See which keys each server has, and how many Secrets are under each: ${commandLine(hints, 'status')}`,
      'The way back is the exact bytes that the engine wrote, from a sealed copy or another server, where no Secret needs anything else.',
    ],
    not: [`restart ${server} before its file is what the engine wrote.`, 'remove the file.'],
  }),
};

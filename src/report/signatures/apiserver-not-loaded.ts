import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { durationText } from '../units.ts';

export const apiserverNotLoadedWords: SignatureWords<'apiserver-not-loaded'> = {
  name: 'An apiserver uses another encryption file than the one on its disk, though all hashes match',
  text: ({ details: { server, ageMs, isOverdue } }, hints) => ({
    what: `The apiserver of ${server} does not use the encryption file on its disk, which changed ${durationText(ageMs)} ago`,
    meaning: [
      'The engine compares files, not what apiservers use: "All hashes match" says nothing of it. A rotation that went on now could lose Secrets.',
      isOverdue
        ? 'An apiserver looks for a new file about once a minute, so this one does not load it by itself.'
        : 'An apiserver looks for a new file about once a minute, so it may still come.',
    ],
    next: [
      `Look again in a minute or two: ${commandLine(hints, 'doctor')}`,
      ...(isOverdue
        ? [
            `Read in the log of kube-apiserver on ${server} why it does not load the file. It keeps working with the earlier one meanwhile.`,
          ]
        : []),
    ],
    not: [
      'send a stage command.',
      `take a restart of the service for the cure: on RKE2 it leaves the apiserver of ${server} running.`,
    ],
  }),
};

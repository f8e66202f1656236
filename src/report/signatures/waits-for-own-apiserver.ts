import { commandLine } from '../hints.ts';
import { journalLine } from '../service-lines.ts';
import type { SignatureWords } from '../signature-form.ts';

export const waitsForOwnApiserverWords: SignatureWords<'waits-for-own-apiserver'> = {
  name: 'A start waits for the apiserver of the same server',
  text: ({ details: { server } }, hints) => ({
    what: `The start of ${server} waits for its own apiserver, which does not answer`,
    meaning: [
      'The pod of etcd or of the apiserver is missing or not ready there. A start may wait like that for minutes and end well.',
    ],
    next: [
      `Give it ten minutes, then read why the pod does not run: ${journalLine(hints, server)}`,
      `Look again: ${commandLine(hints, 'doctor')}`,
    ],
    not: ['run a killall script.', 'restart the service: it is starting already.'],
  }),
};

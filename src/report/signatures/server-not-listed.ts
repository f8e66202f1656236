import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';

export const serverNotListedWords: SignatureWords<'server-not-listed'> = {
  name: 'A server of the cluster is not in the inventory',
  text: ({ details: { node } }, hints) => ({
    what: `Node ${node} is a server of the cluster, and no host of the inventory is that server`,
    meaning: [
      'Everything else is said of the other servers alone. A rotation that left it out would take the key from it.',
    ],
    next: [`Add its host to the inventory, then look again: ${commandLine(hints, 'doctor')}`],
    not: [`rotate without it, or delete Node ${node}.`],
  }),
};

import type { SignatureWords } from '../signature-form.ts';
import { commandLine } from '../hints.ts';

export const staleNodeWords: SignatureWords<'stale-node'> = {
  name: 'A Node is left of a server that is gone, and the engine still compares its hash',
  text: ({ details: { node, isCompared } }, hints) => ({
    what: `Node ${node} belongs to no server of the inventory and is not Ready: its server seems to be gone`,
    meaning: isCompared
      ? [
          'The engine compares the hash in its annotation with those of all others, and refuses every stage command of a rotation when it differs.',
        ]
      : [],
    next: [
      'Find out whether its host still exists: a Node may have another name than its host (node-name, with-node-id).',
      `If it does, add it to the inventory and look again: ${commandLine(hints, 'doctor')}`,
      'If it is gone for good, take the server out of the cluster by the documentation of the distribution, Node and etcd member together.',
    ],
    not: [`delete Node ${node} while its server may still run: the engine takes its etcd member with it.`],
  }),
};

import { commandLine } from '../hints.ts';
import { journalLine } from '../service-lines.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed, numberText } from '../units.ts';

export const quorumLostWords: SignatureWords<'quorum-lost'> = {
  name: 'etcd has lost its quorum',
  text: ({ servers, details: { voters, answering, majority } }, hints) => ({
    what: `etcd has no quorum: ${numberText(answering)} of ${numberText(voters)} members answer, and ${numberText(majority)} are needed`,
    meaning: [
      'No object can be read or written through any apiserver until a member is back. The keys on the servers are not touched by that.',
    ],
    next: [
      `Bring the host or the service of ${servers.length === 0 ? 'a missing member' : listed(servers)} back: one may be enough. Its log: ${journalLine(hints, servers[0] ?? '')}`,
      `Then look again: ${commandLine(hints, 'doctor')}`,
      'Where a host is lost for good, follow the documentation of the distribution for a lost quorum, with a snapshot of before.',
    ],
    not: ['restart the servers whose members still answer.', 'remove a member or a Node while there is no quorum.'],
  }),
};

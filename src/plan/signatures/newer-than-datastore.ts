import type { Signature } from '../signature.ts';
import { REWRITE_LEFT, SERVER_DOWN } from './consequences.ts';
import { lastWordsMatch } from './last-words.ts';

/** The engine refuses to start, because its credential files are newer than the datastore's (failures.md A4, B15). */
export const newerThanDatastore: Signature<'newer-than-datastore'> = {
  severity: 'danger',
  source: [
    'docs/facts/failures.md A4',
    'docs/facts/failures.md B11',
    'docs/facts/failures.md B15',
    'rancher/rke2#2291',
    'k3s-io/k3s#5442',
  ],
  explainsHere: SERVER_DOWN,
  explainsEverywhere: [...REWRITE_LEFT, 'file-edited', 'rewrite-cut-off'],
  find: (examination) =>
    lastWordsMatch(examination, /newer than datastore/).map(({ server, lastWords }) => ({
      servers: [server],
      evidence: [lastWords],
      details: {
        server,
        others: examination.facts.servers.flatMap(({ name }) => (name === server ? [] : [name])),
      },
    })),
};

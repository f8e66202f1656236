import type { Signature } from '../signature.ts';
import { NOT_STARTED } from './consequences.ts';
import { lastWordsMatch } from './last-words.ts';

/** The engine refuses to start, because a setting that must match differs (failures.md B14). */
export const configMismatch: Signature<'config-mismatch'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md B14', 'k3s-io/k3s#6448', 'k3s-io/k3s#7195'],
  explainsHere: NOT_STARTED,
  explainsEverywhere: ['config-differs'],
  find: (examination) =>
    lastWordsMatch(examination, /critical configuration/).map(({ server, lastWords }) => ({
      servers: [server],
      evidence: [lastWords],
      details: { server },
    })),
};

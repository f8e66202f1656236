import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** A control-plane Node carries no hash of its encryption file, so the engine refuses its commands (failures.md 2.2). */
export const annotationMissing: Signature<'annotation-missing'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 2.2', 'docs/facts/failures.md B13', 'k3s-io/k3s#5139'],
  explainsHere: ['status-unanswered'],
  checks: ['nodes-annotated'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['nodes-annotated'], verdicts: ['refuse'] }),
};

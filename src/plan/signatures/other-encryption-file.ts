import type { Signature } from '../signature.ts';
import { checkMatches } from './check-matches.ts';

/** The apiserver reads an encryption file that the engine does not manage (failures.md B19). */
export const otherEncryptionFile: Signature<'other-encryption-file'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md B19', 'rancher/rke2#850', 'k3s-io/k3s#4928'],
  checks: ['managed-path'],
  find: (examination, checks) => checkMatches(examination, checks, { ids: ['managed-path'], verdicts: ['refuse'] }),
};

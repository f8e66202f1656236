import type { Signature } from '../signature.ts';
import { REWRITE_LEFT, SERVER_DOWN } from './consequences.ts';
import { isNewKeySaved, rewritesCutOff } from './cut-off.ts';

/** `rotate-keys` died with its server on a release that saves the new key last (failures.md B11). */
export const onlyCopyOfNewKey: Signature<'only-copy-of-new-key'> = {
  severity: 'danger',
  source: ['docs/facts/failures.md B11', 'docs/facts/failures.md 7.3', 'k3s-io/k3s#13763'],
  explainsHere: SERVER_DOWN,
  explainsEverywhere: [...REWRITE_LEFT, 'freeze-must-stay'],
  checks: ['rewrite-cut-off'],
  find: (examination) =>
    rewritesCutOff(examination)
      .filter(({ details: { server } }) => !isNewKeySaved(examination, server))
      .map((match) => {
        const { server } = match.details;
        const version = examination.facts.servers.find(({ name }) => name === server)?.binaryVersion ?? 'unknown';
        return {
          ...match,
          evidence: [...match.evidence, `version=${version}`],
          details: { ...match.details, version },
        };
      }),
};

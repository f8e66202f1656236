import { keyLabel } from '../../model/encryption.ts';
import type { SignatureDetails } from '../../model/diagnosis.ts';
import { journalOf, type Examination } from '../examination.ts';
import { HALF_DONE } from './consequences.ts';
import { rewritingServers } from './rewriting-servers.ts';
import type { Match, Signature } from '../signature.ts';

/** Secrets are being rewritten (failures.md 4, 7.2). */
export const rewriteRunning: Signature<'rewrite-running'> = {
  severity: 'waiting',
  source: ['docs/facts/failures.md 4', 'docs/facts/failures.md 7.2'],
  explainsEverywhere: HALF_DONE,
  find: (examination) => running(examination),
};

/** A rewrite that was given up has a signature of its own. */
function running(examination: Examination): readonly Match<SignatureDetails['rewrite-running']>[] {
  const { census } = examination.facts;
  return rewritingServers(examination).flatMap(({ name, encryption }) => {
    const rewrite = journalOf(examination, name)?.rewrite;
    if (rewrite?.kind === 'failed') return [];
    const [writing] = encryption?.file?.keys ?? [];
    const rewritten =
      census === undefined || writing === undefined ? undefined : (census.byKey[keyLabel(writing)] ?? 0);
    const evidence = ['stage=reencrypt_active', ...(rewrite === undefined ? [] : [`journal=${rewrite.kind}`])];
    return [{ servers: [name], evidence, details: { server: name, rewritten, total: census?.total } }];
  });
}

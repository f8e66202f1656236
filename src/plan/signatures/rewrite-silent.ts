import type { SignatureDetails } from '../../model/diagnosis.ts';
import { journalOf, type Examination } from '../examination.ts';
import { HALF_DONE } from './consequences.ts';
import { rewritingServers } from './rewriting-servers.ts';
import type { Match, Signature } from '../signature.ts';

/** A rewrite reports its progress every 50 Secrets, which takes a second. Beside a slow datastore it may take minutes. */
const SILENT_AFTER_MS = 600_000;

/** A rewrite reports nothing any more, as where the list of Secrets expired (measured.md 8). */
export const rewriteSilent: Signature<'rewrite-silent'> = {
  severity: 'broken',
  source: ['docs/facts/measured.md 8', 'docs/facts/failures.md B3'],
  explainsEverywhere: [...HALF_DONE, 'rewrite-running'],
  find: (examination) => silent(examination),
};

function silent(examination: Examination): readonly Match<SignatureDetails['rewrite-silent']>[] {
  return rewritingServers(examination).flatMap(({ name, clockOffsetMs }) => {
    const { rewrite, rewriteToldAtMs: toldAt } = journalOf(examination, name) ?? {};
    const isUnderway = rewrite?.kind === 'begun' || rewrite?.kind === 'running';
    if (!isUnderway || toldAt === undefined) return [];
    const silentMs = examination.now + clockOffsetMs - toldAt;
    if (silentMs < SILENT_AFTER_MS) return [];
    const evidence = [`last told=${new Date(toldAt).toISOString()}`, `rewrite=${rewrite.kind}`];
    return [{ servers: [name], evidence, details: { server: name, silentMs } }];
  });
}

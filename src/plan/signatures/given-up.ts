import { keyLabel, isRewriting } from '../../model/encryption.ts';
import type { GivenUpDetails, SignatureDetails } from '../../model/diagnosis.ts';
import { journalOf, type Examination } from '../examination.ts';
import { controlPlaneServers, nodeOf } from '../fact-reading.ts';
import type { Match } from '../signature.ts';
import { serversWithout } from './servers-without.ts';

/** The kind of a cause, by the words of apiserver and admission (failures.md B4, B5). */
export type GivenUpBecause = 'deleted' | 'denied' | 'other';

/** The apiserver's own words for an update of a deleted Secret. */
const DELETED = /: secrets "[^"]+" not found$/;
const DENIED = /denied (?:the )?request|is forbidden/;

function becauseOf(cause: string): GivenUpBecause {
  if (DELETED.test(cause)) return 'deleted';
  return DENIED.test(cause) ? 'denied' : 'other';
}

/**
 * Servers whose annotation still says that Secrets are being rewritten, while the journal has the end of the rewrite
 * (failures.md B4). With two keys in the file the rewrite has not been finished otherwise.
 */
export function rewritesGivenUp(
  examination: Examination,
  because: GivenUpBecause,
): readonly Match<SignatureDetails['rewrite-denied']>[] {
  const { facts } = examination;
  return controlPlaneServers(facts).flatMap((server): readonly Match<SignatureDetails['rewrite-denied']>[] => {
    const rewrite = journalOf(examination, server.name)?.rewrite;
    const stage = nodeOf(facts, server)?.annotation?.stage;
    const [writing, ...others] = server.encryption?.file?.keys ?? [];
    if (rewrite?.kind !== 'failed' || !isRewriting(stage) || writing === undefined || others.length === 0) return [];
    if (becauseOf(rewrite.cause) !== because) return [];
    const key = keyLabel(writing);
    const { census } = facts;
    const details: GivenUpDetails = {
      server: server.name,
      cause: rewrite.cause,
      rewritten: census === undefined ? undefined : (census.byKey[key] ?? 0),
      total: census?.total,
      blind: serversWithout(facts, key),
    };
    return [
      {
        servers: [server.name],
        evidence: [rewrite.cause, `stage=${stage}`, `under ${key}=${String(details.rewritten ?? 'not counted')}`],
        details,
      },
    ];
  });
}

import type { SignatureDetails } from '../../model/diagnosis.ts';
import type { Examination } from '../examination.ts';
import type { Match, Signature } from '../signature.ts';
import { unlistedNodes } from './unlisted-nodes.ts';

/** A Node of a server that is gone still takes part in the engine's comparison of hashes (failures.md 4). */
export const staleNode: Signature<'stale-node'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 4', 'docs/facts/failures.md 2.2'],
  explainsEverywhere: ['node-not-ready', 'annotation-missing'],
  checks: ['inventory-complete'],
  find: (examination) => stale(examination),
};

function stale(examination: Examination): readonly Match<SignatureDetails['stale-node']>[] {
  return unlistedNodes(examination)
    .filter(({ ready }) => !ready)
    .map(({ name, heartbeatAt, annotation }) => ({
      servers: [],
      evidence: [`node=${name}`, 'Ready=False', `heartbeat=${heartbeatAt ?? 'none'}`],
      details: { node: name, isCompared: annotation !== undefined },
    }));
}

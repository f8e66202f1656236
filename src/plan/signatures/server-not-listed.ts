import type { SignatureDetails } from '../../model/diagnosis.ts';
import type { Examination } from '../examination.ts';
import type { Match, Signature } from '../signature.ts';
import { unlistedNodes } from './unlisted-nodes.ts';

/** A server of the cluster is not in the inventory, so nothing is known of its files (failures.md 7.1, 1). */
export const serverNotListed: Signature<'server-not-listed'> = {
  severity: 'caution',
  source: ['docs/facts/failures.md 7.1'],
  explainsEverywhere: ['etcd-member-down'],
  checks: ['inventory-complete', 'etcd-members'],
  find: (examination) => unlisted(examination),
};

function unlisted(examination: Examination): readonly Match<SignatureDetails['server-not-listed']>[] {
  return unlistedNodes(examination)
    .filter(({ ready }) => ready)
    .map(({ name, roles }) => ({
      servers: [],
      evidence: [`node=${name}`, `roles=${roles.join('+')}`, 'Ready=True'],
      details: { node: name },
    }));
}

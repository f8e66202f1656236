import type { NodeFacts } from '../../model/facts.ts';
import type { Examination } from '../examination.ts';
import { strangersAmong } from '../fact-reading.ts';

/** Nodes with a server's role that belong to no server of the inventory. */
export function unlistedNodes({ facts, unasked }: Examination): readonly NodeFacts[] {
  return strangersAmong(facts.nodes, facts.servers).filter(({ name }) => unasked.every((one) => one.name !== name));
}

import { keyLabel } from '../../model/encryption.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import { controlPlaneServers } from '../fact-reading.ts';

/** Control-plane servers whose readable encryption file lacks a key, given as `provider/name`. */
export function serversWithout(facts: ClusterFacts, key: string): readonly string[] {
  return controlPlaneServers(facts)
    .filter(({ encryption }) => encryption?.filesRead === true)
    .filter(({ encryption }) => (encryption?.file?.keys ?? []).every((each) => keyLabel(each) !== key))
    .map(({ name }) => name);
}

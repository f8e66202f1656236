import { keyLabel } from '../../model/encryption.ts';
import { activeKeyOf, controlPlaneServers } from '../fact-reading.ts';
import { judge } from './check-result.ts';
import type { FactsCheck } from './preflight-input.ts';

/**
 * A server without an apiserver has the encryption file too, and copies the datastore's file at every start. Without a restart an earlier key
 * stays on the server's disk. No process reads with the earlier key, but the key still exists.
 */
export const unusedFiles: FactsCheck = ({ facts }) => {
  const active = controlPlaneServers(facts).flatMap((server) => activeKeyOf(server) ?? [])[0];
  const wanted = active === undefined ? undefined : keyLabel(active);
  const findings = facts.servers.flatMap(({ name, unusedFile }) => {
    const others = (unusedFile?.keys ?? []).map(keyLabel).filter((label) => label !== wanted);
    return others.length === 0 ? [] : [{ server: name, evidence: others.map((label) => `key=${label}`) }];
  });
  return judge({ id: 'unused-files', verdict: 'warn' }, findings);
};

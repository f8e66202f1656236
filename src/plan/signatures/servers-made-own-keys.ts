import type { SignatureDetails } from '../../model/diagnosis.ts';
import { keyLabel } from '../../model/encryption.ts';
import type { Examination } from '../examination.ts';
import { controlPlaneServers } from '../fact-reading.ts';
import type { Match, Signature } from '../signature.ts';
import { REWRITE_LEFT, SERVER_DOWN } from './consequences.ts';

/**
 * Servers whose settled files differ although the names of their keys are equal, so that each server made a key of its
 * own. The files of one rotation differ in their names (failures.md B14).
 */
export const serversMadeOwnKeys: Signature<'servers-made-own-keys'> = {
  severity: 'danger',
  source: ['docs/facts/failures.md B14', 'k3s-io/k3s#7195', 'k3s-io/k3s#4838'],
  explainsHere: SERVER_DOWN,
  explainsEverywhere: REWRITE_LEFT,
  checks: ['same-file'],
  find: (examination) => ownKeys(examination),
};

function ownKeys({ facts }: Examination): readonly Match<SignatureDetails['servers-made-own-keys']>[] {
  const planes = controlPlaneServers(facts).flatMap(({ name, encryption }) => {
    const { file, state } = encryption ?? {};
    return file === undefined || state?.sha256 !== file.sha256 ? [] : [{ name, file }];
  });
  const names = ({ file }: (typeof planes)[number]): string => file.keys.map(keyLabel).join(',');
  const alike = planes.filter((one) =>
    planes.some((other) => names(other) === names(one) && other.file.sha256 !== one.file.sha256),
  );
  if (alike.length === 0) return [];
  return [
    {
      servers: alike.map(({ name }) => name),
      evidence: alike.map(({ name, file }) => `${name}: file=${file.sha256}`),
      details: { keys: [...new Set(alike.map(names))] },
    },
  ];
}

import type { SignatureDetails } from '../../model/diagnosis.ts';
import type { Examination } from '../examination.ts';
import { controlPlaneServers } from '../fact-reading.ts';
import type { Match, Signature } from '../signature.ts';

/** An encryption file with one key that its state file does not describe was edited by hand (failures.md B19). */
export const fileEdited: Signature<'file-edited'> = {
  severity: 'danger',
  source: ['docs/facts/failures.md B19', 'docs/facts/failures.md 2.2', 'k3s-io/k3s#4928'],
  explainsHere: ['annotation-outdated', 'status-unanswered'],
  explainsEverywhere: ['foreign-rotation', 'apiserver-not-loaded', 'servers-made-own-keys'],
  find: (examination) => edited(examination),
};

function edited({ facts }: Examination): readonly Match<SignatureDetails['file-edited']>[] {
  return controlPlaneServers(facts).flatMap(({ name, encryption }) => {
    const { file, state, filesRead } = encryption ?? {};
    const isTorn = filesRead === true && file !== undefined && state !== undefined && state.sha256 !== file.sha256;
    if (!isTorn || file.keys.length !== 1) return [];
    const evidence = [`file=${file.sha256}`, `state=${state.sha256}`];
    return [{ servers: [name], evidence, details: { server: name, path: file.path } }];
  });
}

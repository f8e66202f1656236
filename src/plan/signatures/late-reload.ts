import { keyLabel } from '../../model/encryption.ts';
import type { SignatureDetails } from '../../model/diagnosis.ts';
import { journalOf, type Examination } from '../examination.ts';
import { controlPlaneServers, nodeOf } from '../fact-reading.ts';
import type { Match, Signature } from '../signature.ts';
import { HALF_DONE } from './consequences.ts';
import { serversWithout } from './servers-without.ts';

const LATE = /apiserver has not reloaded encryption configuration/;

/** `rotate-keys` gave up because the apiserver did not load the new file in time (failures.md A1). */
export const lateReload: Signature<'late-reload'> = {
  severity: 'danger',
  source: ['docs/facts/failures.md A1', 'docs/facts/failures.md 7.3', 'k3s-io/k3s#12373'],
  explainsEverywhere: [...HALF_DONE, 'rewrite-running', 'rewrite-silent'],
  find: (examination) => late(examination),
};

/** The cause decides only while two keys are in the file and the annotation still says that Secrets are being rewritten. */
function late(examination: Examination): readonly Match<SignatureDetails['late-reload']>[] {
  const { facts } = examination;
  return controlPlaneServers(facts).flatMap((server) => {
    const { name, encryption, apiserver } = server;
    const cause = journalOf(examination, name)?.causes.at(-1)?.cause ?? '';
    const [writing, ...others] = encryption?.file?.keys ?? [];
    const isActive = nodeOf(facts, server)?.annotation?.stage === 'reencrypt_active';
    if (!LATE.test(cause) || !isActive || writing === undefined || others.length === 0) return [];
    const hasLoaded = apiserver?.loaded.kind === 'hash' && apiserver.loaded.sha256 === encryption?.file?.sha256;
    const blind = serversWithout(facts, keyLabel(writing));
    return [{ servers: [name], evidence: [cause], details: { server: name, hasLoaded, blind } }];
  });
}

import type { SignatureDetails } from '../../model/diagnosis.ts';
import { keyLabel, isRewriting, type KeyName } from '../../model/encryption.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { Examination } from '../examination.ts';
import { controlPlaneServers, nodeOf } from '../fact-reading.ts';
import type { Match } from '../signature.ts';
import { serversWithout } from './servers-without.ts';

/**
 * Servers whose file has two keys that the state file does not describe, while nothing rewrites any more. A restart
 * resets the annotation to the state file, so that the stage looks clean (failures.md 4). Where the followers took both
 * keys while the rewrite went on, all servers look alike, and are one match.
 */
export function rewritesCutOff(examination: Examination): readonly Match<SignatureDetails['rewrite-cut-off']>[] {
  const found = tornServers(examination);
  const [first, ...others] = found;
  const areAlike = others.every(({ details: { key } }) => key === first?.details.key);
  if (first === undefined || others.length === 0 || !areAlike || first.details.blind.length > 0) return found;
  return [
    {
      ...first,
      servers: found.flatMap(({ servers }) => servers),
      evidence: found.flatMap(({ servers, evidence }) => evidence.map((seen) => `${servers.join(',')}: ${seen}`)),
    },
  ];
}

function tornServers({ facts }: Examination): readonly Match<SignatureDetails['rewrite-cut-off']>[] {
  return controlPlaneServers(facts).flatMap((server): readonly Match<SignatureDetails['rewrite-cut-off']>[] => {
    const { file, state, filesRead } = server.encryption ?? {};
    const [writing, ...others] = file?.keys ?? [];
    const live = nodeOf(facts, server)?.annotation?.stage;
    if (writing !== undefined && startedMeanwhile(facts, server.name, writing)) return [];
    const isTorn = filesRead === true && file !== undefined && state !== undefined && state.sha256 !== file.sha256;
    if (!isTorn || isRewriting(live) || writing === undefined || others.length === 0) return [];
    const key = keyLabel(writing);
    return [
      {
        servers: [server.name],
        evidence: [
          `stage=${state.stage}`,
          ...file.keys.map((each) => `key=${keyLabel(each)}`),
          `file=${file.sha256}`,
          `state=${state.sha256}`,
        ],
        details: { server: server.name, key, blind: serversWithout(facts, key) },
      },
    ];
  });
}

/**
 * Whether a server took both keys when it started while `rotate-keys` went on elsewhere (real-engine.md 7). Another server then rewrites with the
 * same new key, or has the new key alone.
 */
function startedMeanwhile(facts: ClusterFacts, name: string, writing: KeyName): boolean {
  return controlPlaneServers(facts).some((other) => {
    const [active, ...others] = other.encryption?.file?.keys ?? [];
    if (other.name === name || active === undefined || keyLabel(active) !== keyLabel(writing)) return false;
    return others.length === 0 || isRewriting(nodeOf(facts, other)?.annotation?.stage);
  });
}

/** Whether the release of a server saves a new key before the rewrite. */
export function isNewKeySaved({ facts, knownIssuesFor }: Examination, server: string): boolean {
  const version = facts.servers.find(({ name }) => name === server)?.binaryVersion ?? '';
  return !knownIssuesFor(version).some(({ id }) => id === 'interrupted-rotate-keys');
}

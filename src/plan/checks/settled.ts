import type { EncryptionFile } from '../../model/encryption.ts';
import type { Failure } from '../../model/failure.ts';
import type { ClusterFacts, LoadedEvidence, ServerFacts } from '../../model/facts.ts';
import { fileOnDisk, isLoaded } from '../../model/loaded.ts';
import { unreachable } from '../../model/unreachable.ts';
import { adopt } from '../adopt.ts';
import { activeKeyOf, controlPlanes, keyLabel, nodeOf, statusOf } from '../fact-reading.ts';
import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { PreflightCheck } from './preflight-input.ts';

/** Stages from which a rotation may begin (failures.md 4). */
const STARTING_STAGES: readonly (string | undefined)[] = ['start', 'reencrypt_finished'];

/** Files that nobody could look at are told as that (`questions-answered`); they say nothing of keys and stages. */
function readable(facts: ClusterFacts): readonly ServerFacts[] {
  return controlPlanes(facts).filter(({ encryption }) => encryption?.filesRead === true);
}

/** Any other stage: somebody's rotation is half-done (failures.md 7.3). */
const stageAllowed: PreflightCheck = ({ facts }) => {
  const findings = controlPlanes(facts).flatMap((server): readonly Finding[] => {
    const disk = server.encryption?.state?.stage;
    const said = statusOf(server);
    const status = said?.stage;
    const live = nodeOf(facts, server)?.annotation?.stage;
    const isSettled = (stage: string | undefined, known: boolean): boolean => !known || STARTING_STAGES.includes(stage);
    const filesRead = server.encryption?.filesRead === true;
    if (isSettled(disk, filesRead) && isSettled(status, said !== undefined) && isSettled(live, live !== undefined))
      return [];
    const evidence = [`disk=${disk ?? 'unknown'}`, `status=${status ?? 'unknown'}`, `annotation=${live ?? 'unknown'}`];
    return [{ server: server.name, evidence }];
  });
  return judge({ id: 'stage-allowed', verdict: 'refuse' }, findings);
};

const hashesMatch: PreflightCheck = ({ facts }) => {
  const findings = controlPlanes(facts)
    .filter((server) => statusOf(server)?.hashesMatch === false)
    .map((server): Finding => ({
      server: server.name,
      evidence: [statusOf(server)?.hashError ?? 'hashes=do not match'],
    }));
  return judge({ id: 'hashes-match', verdict: 'refuse', issues: ['k3s-io/k3s#13598'] }, findings);
};

/** Two keys where the stage looks clean are the mark of a crash in the middle of a rewrite (failures.md B11). */
const oneKey: PreflightCheck = ({ facts }) => {
  const findings = controlPlanes(facts).flatMap((server): readonly Finding[] => {
    const inFile = server.encryption?.file?.keys ?? [];
    const inactive = statusOf(server)?.inactiveKeys ?? [];
    if ((inFile.length === 1 || server.encryption?.filesRead !== true) && inactive.length === 0) return [];
    const evidence = [
      ...inFile.map((key) => `file=${keyLabel(key)}`),
      ...inactive.map((key) => `inactive=${keyLabel(key)}`),
    ];
    return [{ server: server.name, evidence: evidence.length > 0 ? evidence : ['keys=none'] }];
  });
  return judge({ id: 'one-key', verdict: 'refuse', issues: ['k3s-io/k3s#13763'] }, findings);
};

const sameActiveKey: PreflightCheck = ({ facts }) =>
  sameEverywhere('same-active-key', readable(facts), (server) => {
    const key = activeKeyOf(server);
    return key === undefined ? 'none' : keyLabel(key);
  });

const sameFile: PreflightCheck = ({ facts }) =>
  sameEverywhere('same-file', readable(facts), (server) => server.encryption?.file?.sha256 ?? 'absent');

/** File, state file and annotation of one server belong together (failures.md 2.2, `invalid hash`). */
const stateMatchesFile: PreflightCheck = ({ facts }) => {
  const findings = readable(facts).flatMap((server): readonly Finding[] => {
    const file = server.encryption?.file?.sha256;
    const state = server.encryption?.state?.sha256;
    const annotation = nodeOf(facts, server)?.annotation?.sha256;
    if (file !== undefined && state === file && (annotation === undefined || annotation === file)) return [];
    const evidence = [`file=${file ?? 'absent'}`, `state=${state ?? 'absent'}`, `annotation=${annotation ?? 'absent'}`];
    return [{ server: server.name, evidence }];
  });
  return judge({ id: 'state-matches-file', verdict: 'refuse', issues: ['k3s-io/k3s#13763'] }, findings);
};

/** "All hashes match" speaks of files; this asks what the apiservers use (measured.md 3). */
const apiserverLoaded: PreflightCheck = ({ facts, cluster, now }) => {
  const refused: Finding[] = [];
  const warned: Finding[] = [];
  for (const { name, encryption, apiserver, clockOffsetMs } of controlPlanes(facts)) {
    const file = encryption?.file;
    const loaded = apiserver?.loaded;
    if (file === undefined || loaded === undefined) {
      warned.push({ server: name, evidence: ['loaded=unknown'] });
      continue;
    }
    const answer = isLoaded(loaded, fileOnDisk(file, { nowMs: now, clockOffsetMs, timing: cluster.timing }));
    if (answer !== 'yes') refused.push({ server: name, evidence: loadedEvidence(loaded, file) });
    // Long ago is no proof: nothing says that this apiserver looks at its file at all.
    else if (loaded.kind === 'none') warned.push({ server: name, evidence: ['loaded=unknown'] });
  }
  return judgeTwice({ id: 'apiserver-loaded' }, { refused, warned });
};

function loadedEvidence(loaded: LoadedEvidence, file: EncryptionFile): readonly string[] {
  const changed = `changed=${String(file.changedAtSeconds)}`;
  switch (loaded.kind) {
    case 'hash':
      return [`disk=${file.sha256}`, `loaded=${loaded.sha256}`];
    case 'times':
      return [
        changed,
        `started=${String(loaded.processStartSeconds)}`,
        `reloaded=${String(loaded.lastReloadSeconds ?? 'never')}`,
      ];
    case 'none':
      return [changed, 'loaded=unknown'];
    default:
      return unreachable(loaded);
  }
}

function sameEverywhere(
  id: string,
  servers: readonly ServerFacts[],
  read: (server: ServerFacts) => string,
): ReturnType<PreflightCheck> {
  const values = servers.map((server) => ({ name: server.name, value: read(server) }));
  const different = new Set(values.map(({ value }) => value)).size > 1;
  const evidence = values.map(({ name, value }) => `${name}=${value}`);
  return judge({ id, verdict: 'refuse' }, different ? [{ evidence }] : []);
}

const SETTLED: readonly PreflightCheck[] = [
  stageAllowed,
  hashesMatch,
  oneKey,
  sameActiveKey,
  sameFile,
  stateMatchesFile,
  apiserverLoaded,
];

function isCutOff(failure: Failure): boolean {
  return failure.kind === 'journal-disagrees' && failure.disagreement === 'crashed-rewrite';
}

/**
 * A rewrite that a crash cut off leaves one server with both keys and files that do not belong together (failures.md B11). It explains the
 * disorder of the others, which missed nothing: what they would be told of a server in disorder could do harm.
 */
const rewriteCutOff: PreflightCheck = ({ facts, knownIssuesFor }) => {
  const planes = readable(facts);
  const findings = planes.flatMap((server): readonly Finding[] => {
    const { file, state } = server.encryption ?? {};
    if (file === undefined || state?.sha256 === file.sha256) return [];
    const [writing] = file.keys;
    const blind = planes.filter(({ encryption }) => {
      const keys = encryption?.file?.keys ?? [];
      return writing !== undefined && keys.every((key) => keyLabel(key) !== keyLabel(writing));
    });
    const isUnsaved = knownIssuesFor(server.binaryVersion).some(({ id }) => id === 'interrupted-rotate-keys');
    return [
      {
        server: server.name,
        evidence: [
          `stage=${state?.stage ?? 'unknown'}`,
          ...file.keys.map((key) => `key=${keyLabel(key)}`),
          ...blind.map(({ name }) => `unreadable through=${name}`),
          `bothKeysSaved=${isUnsaved ? 'no' : 'yes'}`,
        ],
      },
    ];
  });
  return judge({ id: 'rewrite-cut-off', verdict: 'refuse', issues: ['k3s-io/k3s#13763'] }, findings);
};

/**
 * What holds between rotations only: left out when a rotation found half-done is adopted. Where one is recognised and was not asked for,
 * that is all there is to say: it explains the other disorder, and a restart by hand, which would help against that, could do harm.
 */
export const settledChecks: PreflightCheck = (input) => {
  const { facts, cluster } = input;
  const found = adopt({ facts, policy: cluster.rotation, freezeWrites: false });
  if (!found.ok) return isCutOff(found.failure) ? rewriteCutOff(input) : SETTLED.flatMap((check) => check(input));
  const { course, entry } = found.value;
  const stages = controlPlanes(facts).map(({ name, encryption }) => `${name}=${encryption?.state?.stage ?? 'unknown'}`);
  const evidence = [...stages, `strategy=${course.strategy}`, `continuesAt=${entry.at}`];
  return judge({ id: 'stage-allowed', verdict: 'refuse' }, [{ evidence }]);
};

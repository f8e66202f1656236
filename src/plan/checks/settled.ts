import type { Check } from '../../model/check.ts';
import { keyLabel, type EncryptionFile } from '../../model/encryption.ts';
import type { ClusterFacts, LoadedEvidence, ServerFacts } from '../../model/facts.ts';
import type { Failure } from '../../model/failure.ts';
import type { FilesDisagree, HashesDiffer, KeysDiffer, StateDifference } from '../../model/failures/proof.ts';
import { unreachable } from '../../model/unreachable.ts';
import { adopt } from '../adopt.ts';
import { activeKeyIn, controlPlaneServers } from '../fact-reading.ts';
import {
  BETWEEN_ROTATIONS,
  differencesOf,
  loadedBy,
  settledServers,
  stagesOf,
  type LookedAt,
  type SettledServer,
} from '../settled-state.ts';
import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { PreflightCheck } from './preflight-input.ts';

/** Servers with readable files. Unreadable files are reported by `questions-answered` and say nothing about keys and stages. */
function readable(facts: ClusterFacts): readonly ServerFacts[] {
  return controlPlaneServers(facts).filter(({ encryption }) => encryption?.filesRead === true);
}

function stageEvidence({ disk, status, annotation }: ReturnType<typeof stagesOf>): readonly string[] {
  return [`disk=${disk ?? 'unknown'}`, `status=${status ?? 'unknown'}`, `annotation=${annotation ?? 'unknown'}`];
}

function hashEvidence({ reason }: HashesDiffer): readonly string[] {
  return [reason ?? 'hashes=do not match'];
}

function keyEvidence({ keys, inactive }: KeysDiffer): readonly string[] {
  const evidence = [...keys.map((key) => `file=${key}`), ...inactive.map((key) => `inactive=${key}`)];
  return evidence.length > 0 ? evidence : ['keys=none'];
}

function fileEvidence({
  file,
  state,
  annotation,
}: Pick<FilesDisagree, 'file' | 'state' | 'annotation'>): readonly string[] {
  return [`file=${file ?? 'absent'}`, `state=${state ?? 'absent'}`, `annotation=${annotation ?? 'absent'}`];
}

function loadedEvidence({ file, loaded }: SettledServer): readonly string[] {
  return file === undefined || loaded === undefined ? ['loaded=unknown'] : loadedOf(loaded, file);
}

function loadedOf(loaded: LoadedEvidence, file: EncryptionFile): readonly string[] {
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

type OfKind<K extends StateDifference['kind']> = StateDifference & { readonly kind: K };

function ofKind<K extends StateDifference['kind']>(
  differences: readonly StateDifference[],
  kind: K,
): readonly OfKind<K>[] {
  return differences.filter((difference): difference is OfKind<K> => difference.kind === kind);
}

function findings<K extends StateDifference['kind']>(
  differences: readonly StateDifference[],
  kind: K,
  evidenceOf: (difference: OfKind<K>) => readonly string[],
): readonly Finding[] {
  return ofKind(differences, kind).map((difference) => ({
    server: difference.server,
    evidence: evidenceOf(difference),
  }));
}

/** The differences as checks, with one finding for each server, and one finding for the cluster where servers are compared with each other. */
const settled: PreflightCheck = ({ facts, cluster, now }) => {
  const when: LookedAt = { nowMs: now, timing: cluster.timing };
  const servers = settledServers(facts);
  const differences = differencesOf(servers, BETWEEN_ROTATIONS, when);
  const unlike = ofKind(differences, 'file-not-the-leaders');
  const isUnlikeKey = unlike.some(({ sameActiveKey }) => !sameActiveKey);
  const everywhere = (read: (server: SettledServer) => string): Finding => ({
    evidence: servers.filter(({ filesRead }) => filesRead).map((one) => `${one.server}=${read(one)}`),
  });
  const activeKey = everywhere((one) => {
    const key = activeKeyIn(one);
    return key === undefined ? 'none' : keyLabel(key);
  });
  const file = everywhere((one) => one.file?.sha256 ?? 'absent');
  const notLoaded = (answers: readonly ReturnType<typeof loadedBy>[]): readonly SettledServer[] =>
    servers.filter((one) => answers.includes(loadedBy(one, when)));
  return [
    ...judge({ id: 'stage-allowed', verdict: 'refuse' }, findings(differences, 'stage', stageEvidence)),
    ...judge(
      { id: 'hashes-match', verdict: 'refuse', issues: ['k3s-io/k3s#13598'] },
      findings(differences, 'hashes', hashEvidence),
    ),
    ...judge(
      { id: 'one-key', verdict: 'refuse', issues: ['k3s-io/k3s#13763'] },
      findings(differences, 'keys', keyEvidence),
    ),
    ...judge({ id: 'same-active-key', verdict: 'refuse' }, isUnlikeKey ? [activeKey] : []),
    ...judge({ id: 'same-file', verdict: 'refuse' }, unlike.length > 0 ? [file] : []),
    ...judge(
      { id: 'state-matches-file', verdict: 'refuse', issues: ['k3s-io/k3s#13763'] },
      findings(differences, 'files-disagree', fileEvidence),
    ),
    ...judgeTwice(
      { id: 'apiserver-loaded' },
      {
        refused: notLoaded(['no']).map((one) => ({ server: one.server, evidence: loadedEvidence(one) })),
        // `long-ago` is no proof, because nothing shows the apiserver reading the file.
        warned: notLoaded(['long-ago', 'unknown']).map(({ server }) => ({ server, evidence: ['loaded=unknown'] })),
      },
    ),
  ];
};

/** The same checks for a proof, which shows each server with its observations, even without a difference. */
export function settledInFull(facts: ClusterFacts, when: LookedAt): readonly Check[] {
  const servers = settledServers(facts);
  const differences = differencesOf(servers, BETWEEN_ROTATIONS, when);
  const each = (
    id: string,
    kinds: readonly StateDifference['kind'][],
    seen: (server: SettledServer) => readonly string[],
  ): readonly Check[] =>
    servers.map((one): Check => {
      const holds = !differences.some(({ server, kind }) => server === one.server && kinds.includes(kind));
      return { id, verdict: holds ? 'pass' : 'refuse', server: one.server, evidence: seen(one), issues: [] };
    });
  return [
    ...each('stage-allowed', ['stage'], (one) => stageEvidence(stagesOf(one))),
    ...each('hashes-match', ['hashes'], ({ status }) => [
      status?.hashError ?? `hashes=${status === undefined ? 'unknown' : 'match'}`,
    ]),
    ...each('one-key', ['keys'], ({ file }) => [`keys=${(file?.keys ?? []).map(({ name }) => name).join(',')}`]),
    ...each('files-equal', ['file-not-the-leaders', 'files-disagree'], ({ file, state, annotation }) =>
      fileEvidence({
        file: shortHash(file?.sha256),
        state: shortHash(state?.sha256),
        annotation: shortHash(annotation?.sha256),
      }),
    ),
    ...servers.map((one): Check => {
      const answer = loadedBy(one, when);
      const evidence = [`loaded=${answer === 'long-ago' ? 'unknown' : answer}`];
      return { id: 'apiserver-loaded', verdict: LOADED_VERDICT[answer], server: one.server, evidence, issues: [] };
    }),
  ];
}

/** `long-ago` is no proof, as before a run. An apiserver that could not be asked proves nothing. */
const LOADED_VERDICT = { yes: 'pass', 'long-ago': 'warn', unknown: 'refuse', no: 'refuse' } as const;

function shortHash(sha256: string | undefined): string | undefined {
  return sha256?.slice(0, 12);
}

function isCutOff(failure: Failure): boolean {
  return failure.kind === 'journal-disagrees' && failure.disagreement === 'crashed-rewrite';
}

/**
 * A rewrite cut off by a crash leaves one server with both keys and with files that do not belong together (failures.md B11). The crash explains
 * the state of the other servers, which missed nothing. The usual advice for the other servers could do harm.
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
 * The checks that hold only between rotations, skipped when an unfinished rotation is adopted. If an unfinished rotation is recognised without a
 * request to adopt, only the rotation is reported. The rotation explains the other differences, and the usual advice of a manual restart could
 * do harm.
 */
export const settledChecks: PreflightCheck = (input) => {
  const { facts, cluster } = input;
  const found = adopt({ facts, policy: cluster.rotation, freezeWrites: false });
  if (!found.ok) return isCutOff(found.failure) ? rewriteCutOff(input) : settled(input);
  const { course, entry } = found.value;
  const stages = controlPlaneServers(facts).map(
    ({ name, encryption }) => `${name}=${encryption?.state?.stage ?? 'unknown'}`,
  );
  const evidence = [...stages, `strategy=${course.strategy}`, `continuesAt=${entry.at}`];
  return judge({ id: 'stage-allowed', verdict: 'refuse' }, [{ evidence }]);
};

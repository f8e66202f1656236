import type { ClusterFacts, SealedCopy, ServerFacts } from '../../../src/model/facts.ts';
import { judgeRescue, type RescueState } from '../../../src/plan/rescue/judge.ts';
import type { SeenSource } from '../../../src/plan/rescue/arrange.ts';
import {
  fileHash,
  FINISHED,
  NEW_KEY,
  OLD_KEY,
  SAMPLE_FACTS,
  START,
  withFiles,
  withServer,
  type FileState,
  type SampleFacts,
} from '../../support/sample-facts.ts';

export const OLD = `aescbc/${OLD_KEY.name}`;
export const NEW = `aescbc/${NEW_KEY.name}`;
/** The file of a rescue that was not brought to its end. */
export const ALL_KEYS: FileState = {
  keys: [NEW_KEY, OLD_KEY],
  stage: 'reencrypt_finished',
  stateSha256: fileHash(FINISHED.keys),
};

export function copyOf(keys: FileState['keys'], run = '0123456789ab'): SealedCopy {
  return { directory: `/var/lib/keyturn/sealed/${run}/before`, sha256: fileHash(keys), keys, madeAtSeconds: 1 };
}

/** A cluster with these files, so many Secrets under each key, and these sealed copies. */
export function lostCluster(
  files: Readonly<Record<string, FileState>>,
  options: {
    readonly byKey?: Readonly<Record<string, number>>;
    readonly copies?: Readonly<Record<string, readonly SealedCopy[]>>;
    readonly facts?: SampleFacts;
  } = {},
): ClusterFacts {
  const { byKey = { [OLD]: 8_811, [NEW]: 4_135 }, copies = {}, facts = SAMPLE_FACTS.three } = options;
  const changed = withFiles(facts, files);
  const total = Object.values(byKey).reduce((sum, amount) => sum + amount, 0);
  const counted = { ...changed, census: { ...changed.census, byKey, total } };
  return Object.entries(copies).reduce(
    (all, [name, found]) => withServer(all, name, { sealedCopies: { found, leftOut: 0 } }),
    counted,
  );
}

/** Every server was restarted, and none has the old key; s2 has a sealed copy of it (real-engine.md 3). */
export const GONE = lostCluster({ s1: FINISHED, s2: FINISHED, s3: FINISHED }, { copies: { s2: [copyOf([OLD_KEY])] } });
/** The leader alone was restarted, and nobody sealed anything. */
export const HELD = lostCluster({ s1: FINISHED, s2: START, s3: START });

/** What a rescue of these facts works with. */
export function stateOf(facts: ClusterFacts): RescueState {
  const verdict = judgeRescue(facts);
  if (verdict.kind !== 'possible') throw new Error(JSON.stringify(verdict));
  return verdict.state;
}

/** Every source of a state, all with the same material. */
export function allSeen({ sources }: RescueState): readonly SeenSource[] {
  return sources.map((source) => ({ ...source, keySha256: 'e'.repeat(64) }));
}

export function withoutCopies(facts: ClusterFacts, server: string): ClusterFacts {
  const change: Partial<ServerFacts> = { sealedCopies: undefined };
  return withServer(facts, server, change);
}

import { describe, it } from 'vitest';

import type { ClusterFacts } from '../../src/model/facts.ts';
import { settledInFull } from '../../src/plan/checks/settled.ts';
import { BETWEEN_ROTATIONS, differencesOf, settledServers, type WantedState } from '../../src/plan/settled-state.ts';
import { apiserver, file, raised, status } from '../support/preflight.ts';
import {
  encryptionOf,
  FINISHED,
  NEW_KEY,
  OLD_KEY,
  PREPARED,
  ROTATED,
  SAMPLE_FACTS,
  SAMPLE_NOW,
  sampleCluster,
  START,
  withFiles,
  withNode,
  withServer,
} from '../support/sample-facts.ts';

const { three } = SAMPLE_FACTS;
const WHEN = { nowMs: SAMPLE_NOW, timing: sampleCluster(three).timing };
const AFTER_A_RUN: WantedState = { stages: ['reencrypt_finished'], annotated: true, leader: 's1', oldKey: OLD_KEY };

function kindsOf(facts: ClusterFacts, wanted: WantedState = BETWEEN_ROTATIONS): readonly string[] {
  return differencesOf(settledServers(facts), wanted, WHEN).map(({ kind, server }) => `${kind} ${server}`);
}

function refusedByProof(facts: ClusterFacts): readonly string[] {
  return settledInFull(facts, WHEN)
    .filter(({ verdict }) => verdict === 'refuse')
    .map(({ id, server }) => `${id} ${server ?? ''}`);
}

const staleAnnotation = withNode(three, 's2', { annotation: { stage: 'start', sha256: 'c'.repeat(64) } });
const annotatedStage = withNode(three, 's2', {
  annotation: { stage: 'reencrypt_active', sha256: encryptionOf(START).file?.sha256 ?? '' },
});
const NEW_FILE = { kind: 'hash', sha256: encryptionOf(FINISHED).file?.sha256 ?? '' } as const;
const otherFile = { kind: 'hash', sha256: 'c'.repeat(64) } as const;

describe('what differs between servers', () => {
  it('given a cluster between rotations, is nothing', ({ expect }) => {
    expect(kindsOf(three)).toEqual([]);
    expect(refusedByProof(three)).toEqual([]);
  });

  it.for([
    ['another stage in the annotation', ['stage s2'], annotatedStage],
    ['an annotation of another file', ['files-disagree s2'], staleAnnotation],
    ['hashes that do not match', ['hashes s2'], status({ hashesMatch: false, hashError: 'hash mismatch' })],
    ['an inactive key in the status', ['keys s2'], status({ inactiveKeys: [NEW_KEY] })],
    ['an apiserver with another file', ['not-loaded s2'], apiserver({ loaded: otherFile })],
    ['a file with two keys', ['keys s2'], file({ keys: [OLD_KEY, NEW_KEY] })],
  ] as const)('given %s, is %j', ([, expected, facts], { expect }) => {
    expect(kindsOf(facts)).toEqual(expected);
  });

  it('given a follower whose file is not the leader’s, says whether it writes with the same key', ({ expect }) => {
    const prepared = differencesOf(
      settledServers(withFiles(three, { s1: START, s2: PREPARED, s3: START })),
      BETWEEN_ROTATIONS,
      WHEN,
    );
    const rotated = differencesOf(
      settledServers(withFiles(three, { s1: START, s2: ROTATED, s3: START })),
      BETWEEN_ROTATIONS,
      WHEN,
    );
    expect(prepared).toContainEqual({ kind: 'file-not-the-leaders', server: 's2', sameActiveKey: true });
    expect(rotated).toContainEqual({ kind: 'file-not-the-leaders', server: 's2', sameActiveKey: false });
  });

  it('given files that nobody could read, says nothing of keys and stages', ({ expect }) => {
    const encryption = { ...encryptionOf(PREPARED), filesRead: false, file: undefined, state: undefined };
    const unread = withServer(three, 's2', {
      encryption: { ...encryption, status: { kind: 'unread', because: 'no-answer', raw: '' } },
    });
    expect(kindsOf(unread)).toEqual([]);
  });
});

describe('the state that a run leaves behind', () => {
  const files = withFiles(three, { s1: FINISHED, s2: FINISHED, s3: FINISHED });
  const servers = files.servers.map((server) =>
    server.apiserver === undefined ? server : { ...server, apiserver: { ...server.apiserver, loaded: NEW_FILE } },
  );
  const finished = { ...files, servers };

  it('given every server with the new key alone, differs in nothing', ({ expect }) => {
    expect(kindsOf(finished, AFTER_A_RUN)).toEqual([]);
  });

  it('given the key of before everywhere, differs on every server', ({ expect }) => {
    expect(kindsOf(three, AFTER_A_RUN)).toEqual(
      ['s1', 's2', 's3'].flatMap((name) => [`stage ${name}`, `keys ${name}`]),
    );
  });

  it('given a Node without annotation, differs there, where a cluster between rotations may lack it', ({ expect }) => {
    const bare = withNode(finished, 's3', { annotation: undefined });
    expect(kindsOf(bare, AFTER_A_RUN)).toEqual(['files-disagree s3']);
    expect(kindsOf(bare)).toEqual([]);
  });
});

describe('the proof and the checks before a rotation', () => {
  it.for([
    ['another stage in the annotation', annotatedStage],
    ['an annotation of another file', staleAnnotation],
    ['hashes that do not match', status({ hashesMatch: false, hashError: 'hash mismatch' })],
    ['an inactive key in the status', status({ inactiveKeys: [NEW_KEY] })],
    ['a second key in the file', file({ keys: [OLD_KEY, NEW_KEY] })],
    ['an apiserver with another file', apiserver({ loaded: otherFile })],
    ['no encryption file', withServer(three, 's2', { encryption: { ...encryptionOf(START), file: undefined } })],
    ['three files that differ', withFiles(three, { s1: ROTATED, s2: START, s3: PREPARED })],
  ] as const)('given %s, when a rotation is refused, then the proof fails too', ([, facts], { expect }) => {
    expect(raised(facts).filter((text) => text.startsWith('refuse'))).not.toEqual([]);
    expect(refusedByProof(facts)).not.toEqual([]);
  });
});

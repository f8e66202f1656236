import { describe, expect, it } from 'vitest';

import type { ClusterFacts } from '../../src/model/facts.ts';
import { adopt } from '../../src/plan/adopt.ts';
import {
  FINISHED,
  fileHash,
  NEW_KEY,
  OLD_KEY,
  PREPARED,
  REWRITING,
  ROTATED,
  SAMPLE_FACTS,
  sampleCluster,
  START,
  withFiles,
  type FileState,
} from '../support/sample-facts.ts';

function adoptThree(s1: FileState, s2: FileState, s3: FileState) {
  return adoptFrom(withFiles(SAMPLE_FACTS.three, { s1, s2, s3 }));
}

function adoptFrom(facts: ClusterFacts, freezeWrites = false) {
  return adopt({ facts, policy: sampleCluster(facts).rotation, freezeWrites });
}

function leaderOf(result: ReturnType<typeof adoptFrom>): string | undefined {
  return result.ok ? result.value.course.order.find(({ part }) => part === 'leader')?.name : undefined;
}

const CRASHED: FileState = { ...ROTATED, stage: 'start', stateSha256: fileHash([OLD_KEY]) };

/** When the files of some servers were written, s since the epoch. */
function withChangedAt(facts: ClusterFacts, seconds: Readonly<Record<string, number>>): ClusterFacts {
  const servers = facts.servers.map((server) => {
    const changedAtSeconds = seconds[server.name];
    if (changedAtSeconds === undefined || server.encryption?.file === undefined) return server;
    return { ...server, encryption: { ...server.encryption, file: { ...server.encryption.file, changedAtSeconds } } };
  });
  return { ...facts, servers };
}

describe('a rotation found half-done without a journal', () => {
  it.each([
    ['prepared on one server', PREPARED, START, START, { at: 'prepare' }, 'staged'],
    ['prepared on all', PREPARED, PREPARED, PREPARED, { at: 'prepare' }, 'staged'],
    ['rotated on one', ROTATED, PREPARED, PREPARED, { at: 'rotate' }, 'staged'],
    ['rotated on all', ROTATED, ROTATED, ROTATED, { at: 'rotate' }, 'staged'],
    ['rewriting', REWRITING, ROTATED, ROTATED, { at: 'reencrypt_active', rewrite: 'drop-old' }, 'staged'],
    ['rewritten, followers with both keys', FINISHED, ROTATED, ROTATED, { at: 'reencrypt_finished' }, 'staged'],
    [
      'rotate-keys rewriting',
      { ...CRASHED, live: 'reencrypt_active' },
      START,
      START,
      { at: 'reencrypt_active', rewrite: 'drop-old' },
      'rotate-keys',
    ],
    [
      'rotate-keys rewriting, and one follower took both keys meanwhile',
      { ...CRASHED, live: 'reencrypt_active' },
      CRASHED,
      START,
      { at: 'reencrypt_active', rewrite: 'drop-old' },
      'rotate-keys',
    ],
    [
      'rotate-keys over, and the followers took both keys meanwhile',
      FINISHED,
      CRASHED,
      CRASHED,
      { at: 'reencrypt_finished' },
      'rotate-keys',
    ],
    ['rotate-keys over, one follower restarted', FINISHED, FINISHED, ROTATED, { at: 'reencrypt_finished' }, 'staged'],
  ] as const)('given it is %s, goes on from there', (_, s1, s2, s3, entry, strategy) => {
    expect(adoptThree(s1, s2, s3)).toMatchObject({
      ok: true,
      value: { entry, oldKey: OLD_KEY, course: { strategy } },
    });
  });

  it.each([
    ['rotate-keys over', START, true],
    ['a staged rewrite over', ROTATED, false],
  ] as const)(
    'given %s and writes refused by keyturn, or to be refused, refuses them where that belongs',
    (_, followers, taken) => {
      const facts = withFiles(SAMPLE_FACTS.three, { s1: FINISHED, s2: followers, s3: followers });

      expect(adoptFrom({ ...facts, writesFrozen: true })).toMatchObject({ value: { course: { freezeWrites: taken } } });
      expect(adoptFrom(facts, true)).toMatchObject({ value: { course: { freezeWrites: taken } } });
      expect(adoptFrom(facts)).toMatchObject({ value: { course: { freezeWrites: false } } });
    },
  );

  it('given single keys that differ, takes the file written last for the new one', () => {
    const facts = withFiles(SAMPLE_FACTS.three, { s2: FINISHED });
    const adopted = adoptFrom(withChangedAt(facts, { s2: 1_800_000_000 }));
    expect(adopted).toMatchObject({ value: { oldKey: OLD_KEY, entry: { at: 'reencrypt_finished' } } });
    expect(leaderOf(adopted)).toBe('s2');
  });

  it('given the furthest server is not the usual leader, follows it: the command ran there', () => {
    expect(leaderOf(adoptThree(START, PREPARED, START))).toBe('s2');
    expect(leaderOf(adoptThree(PREPARED, PREPARED, START))).toBe('s1');
  });

  it('lets a follower go before the leader, because nobody knows whether the files of the leader were saved', () => {
    const three = adoptThree(ROTATED, PREPARED, PREPARED);
    expect(three.ok && three.value.course.order.map(({ name }) => name)).toEqual(['s2', 's1', 's3']);
    const split = adoptFrom(withFiles(SAMPLE_FACTS.split, { s1: PREPARED, s2: START }));
    expect(split.ok && split.value.course.order.map(({ name }) => name)).toEqual(['s4', 's3', 's5', 's2', 's1']);
  });

  it('given one control-plane server, recognises it too', () => {
    const facts = withFiles(SAMPLE_FACTS.one, { s1: ROTATED });
    expect(adoptFrom(facts)).toMatchObject({ value: { entry: { at: 'rotate' }, course: { controlPlanes: 'single' } } });
  });

  it('given one control-plane server and a rotate-keys that was cut off, takes it up: what is left can be moved', () => {
    const facts = withFiles(SAMPLE_FACTS.one, { s1: CRASHED });
    expect(adoptFrom(facts)).toMatchObject({
      value: {
        oldKey: OLD_KEY,
        entry: { at: 'reencrypt_active', rewrite: 'drop-old' },
        course: { strategy: 'rotate-keys', controlPlanes: 'single' },
      },
    });
  });
});

describe('a cluster that cannot be adopted', () => {
  it('given a server that was restored on its own, with a key that no Secret is under, is not taken for a rewrite that is over', () => {
    const facts = withFiles(SAMPLE_FACTS.three, { s3: FINISHED });
    const { census } = SAMPLE_FACTS.three;

    expect(adoptFrom({ ...facts, census })).toMatchObject({ failure: { kind: 'journal-disagrees' } });
  });

  it('given a server with an older key in a file that was written last, refuses: it may only have been restored', () => {
    const facts = withFiles(SAMPLE_FACTS.three, { s1: FINISHED });

    expect(adoptFrom(withChangedAt(facts, { s1: 100, s2: 200, s3: 100 }))).toMatchObject({
      failure: { kind: 'journal-disagrees', disagreement: 'stages-inconsistent' },
    });
    expect(adoptFrom(withChangedAt(facts, { s1: 200, s2: 100, s3: 100 }))).toMatchObject({
      value: { oldKey: OLD_KEY },
    });
  });

  it('given no Secret under the new key and followers that know it, takes it up: the rewrite ran before its apiserver had loaded the file', () => {
    const facts = withFiles(SAMPLE_FACTS.three, { s1: FINISHED, s2: ROTATED, s3: ROTATED });
    const { census } = SAMPLE_FACTS.three;

    expect(adoptFrom({ ...facts, census })).toMatchObject({
      value: { oldKey: OLD_KEY, entry: { at: 'reencrypt_finished' } },
    });
  });

  it('given it is between rotations, has nothing to resume', () => {
    expect(adoptThree(START, START, START)).toMatchObject({ failure: { kind: 'nothing-to-adopt' } });
    expect(adoptThree(FINISHED, FINISHED, FINISHED)).toMatchObject({ failure: { kind: 'nothing-to-adopt' } });
  });

  it.each([
    ['two keys under a clean stage', CRASHED, START, START, 'crashed-rewrite'],
    ['a server two rolls behind', ROTATED, START, PREPARED, 'stages-inconsistent'],
    ['three keys in all', PREPARED, { ...START, keys: [{ ...NEW_KEY, name: 'aescbckey-x' }] }, START, 'unknown-key'],
  ] as const)('given %s, is refused with what was seen', (_, s1, s2, s3, disagreement) => {
    const refused = adoptThree(s1, s2, s3);
    expect(refused).toMatchObject({ failure: { kind: 'journal-disagrees', disagreement } });
    expect(!refused.ok && refused.failure.kind === 'journal-disagrees' && refused.failure.evidence).toContain(
      'server=s1',
    );
  });
});

describe('a single control plane that rewrites', () => {
  const adoptOne = (s1: FileState) => adoptFrom(withFiles(SAMPLE_FACTS.one, { s1 }));

  it('given both keys in stage rotate, is refused until it is over: --skip keeps the old key and looks the same', () => {
    expect(adoptOne(REWRITING)).toMatchObject({
      ok: false,
      failure: { kind: 'journal-disagrees', disagreement: 'rewrite-ambiguous' },
    });
  });

  it('given it is over with the old key kept, goes on from stage rotate', () => {
    expect(adoptOne(ROTATED)).toMatchObject({ value: { entry: { at: 'rotate' } } });
  });

  it('given rotate-keys at work, waits for it: it always drops the old key', () => {
    expect(adoptOne({ ...CRASHED, live: 'reencrypt_active' })).toMatchObject({
      value: { entry: { at: 'reencrypt_active', rewrite: 'drop-old' }, course: { strategy: 'rotate-keys' } },
    });
  });
});

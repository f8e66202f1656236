import { describe, it } from 'vitest';

import type { ClusterFacts, SealedCopy } from '../../src/model/facts.ts';
import type { KeyOutOfReach } from '../../src/model/key-out-of-reach.ts';
import { keysOutOfReach } from '../../src/plan/key-reach.ts';
import {
  encryptionOf,
  fileHash,
  FINISHED,
  NEW_KEY,
  OLD_KEY,
  PREPARED,
  ROTATED,
  SAMPLE_FACTS,
  START,
  withFiles,
  type SampleFacts,
  withServer,
  type FileState,
} from '../support/sample-facts.ts';

const { one, three, threeWithTwoEtcdOnly } = SAMPLE_FACTS;
const OLD = `aescbc/${OLD_KEY.name}`;
const NEW = `aescbc/${NEW_KEY.name}`;
const KEYLESS: FileState = { keys: [], stage: 'start' };

/** Servers with these files, and so many Secrets under each key. */
function cluster(
  facts: SampleFacts,
  files: Readonly<Record<string, FileState>>,
  byKey: Readonly<Record<string, number>>,
): ClusterFacts {
  const changed = withFiles(facts, files);
  const total = Object.values(byKey).reduce((sum, amount) => sum + amount, 0);
  return { ...changed, census: { ...changed.census, byKey, total } };
}

function told(facts: ClusterFacts): readonly string[] {
  return keysOutOfReach(facts).map(
    ({ state, key, secrets, lacking, holding }) =>
      `${state}: ${String(secrets)} under ${key}, not on ${lacking.join(' ')}, on ${holding.join(' ') || 'none'}`,
  );
}

function copy(keys: FileState['keys']): SealedCopy {
  return { directory: '/var/lib/keyturn/sealed/p/before', sha256: fileHash(keys), keys, madeAtSeconds: 1 };
}

describe('keys that Secrets are under and not every server has', () => {
  it.for([
    ['between two rotations', cluster(three, {}, { [OLD]: 500 })],
    ['prepared', cluster(three, { s1: PREPARED }, { [OLD]: 500 })],
    ['rotated on the leader', cluster(three, { s1: ROTATED, s2: PREPARED, s3: PREPARED }, { [OLD]: 500 })],
    [
      'in the middle of the staged rewrite',
      cluster(three, { s1: ROTATED, s2: ROTATED, s3: ROTATED }, { [OLD]: 200, [NEW]: 300 }),
    ],
    ['after the staged rewrite', cluster(three, { s1: FINISHED, s2: ROTATED, s3: ROTATED }, { [NEW]: 500 })],
    ['one server in the middle of its rewrite', cluster(one, { s1: ROTATED }, { [OLD]: 1, [NEW]: 499 })],
    ['a server without a key and no Secret under one', cluster(three, { s2: KEYLESS }, {})],
  ] as const)('given a cluster %s, are none', ([, facts], { expect }) => {
    expect(told(facts)).toEqual([]);
  });

  it.for<readonly [string, ClusterFacts, readonly string[]]>([
    [
      'rotate-keys is over on the leader, and writes through followers went on',
      cluster(three, { s1: FINISHED }, { [OLD]: 88, [NEW]: 41 }),
      [`held: 88 under ${OLD}, not on s1, on s2 s3`, `behind: 41 under ${NEW}, not on s2 s3, on s1`],
    ],
    [
      'rotate-keys is over on the leader, and nobody wrote through followers',
      cluster(three, { s1: FINISHED }, { [NEW]: 129 }),
      [`behind: 129 under ${NEW}, not on s2 s3, on s1`],
    ],
    [
      'a follower was restarted as well',
      cluster(three, { s1: FINISHED, s2: FINISHED }, { [OLD]: 88, [NEW]: 41 }),
      [`held: 88 under ${OLD}, not on s1 s2, on s3`, `behind: 41 under ${NEW}, not on s3, on s1 s2`],
    ],
    [
      'all were restarted',
      cluster(three, { s1: FINISHED, s2: FINISHED, s3: FINISHED }, { [OLD]: 88, [NEW]: 41 }),
      [`gone: 88 under ${OLD}, not on s1 s2 s3, on none`],
    ],
    [
      'stragglers of a staged rewrite',
      cluster(three, { s1: FINISHED, s2: ROTATED, s3: ROTATED }, { [OLD]: 2, [NEW]: 498 }),
      [`repairable: 2 under ${OLD}, not on s1, on s2 s3`],
    ],
    [
      'stragglers of a staged rewrite, one holder writing with a key that only it and one other have',
      cluster(three, { s1: FINISHED, s2: START, s3: ROTATED }, { [OLD]: 2 }),
      [`held: 2 under ${OLD}, not on s1, on s2 s3`],
    ],
    [
      'a rotate-keys that crashed half-way on the leader',
      cluster(three, { s1: { ...ROTATED, stage: 'start' } }, { [OLD]: 50, [NEW]: 50 }),
      [`behind: 50 under ${NEW}, not on s2 s3, on s1`],
    ],
    [
      'one server that lost the old key',
      cluster(one, { s1: FINISHED }, { [OLD]: 1, [NEW]: 499 }),
      [`gone: 1 under ${OLD}, not on s1, on none`],
    ],
  ])('given %s, are told with who has them, the most urgent first', ([, facts, expected], { expect }) => {
    expect(told(facts)).toEqual(expected);
  });

  it('given keys whose names do not say which is the later one, takes the one that a server lacks for endangered', ({
    expect,
  }) => {
    const restored = { provider: 'aescbc', name: 'restored' } as const;
    const facts = cluster(three, { s1: { keys: [restored], stage: 'start' } }, { [OLD]: 500 });
    expect(told(facts)).toEqual([`held: 500 under ${OLD}, not on s1, on s2 s3`]);
  });

  it('given sealed copies, names those that have the key, with their host, hash and keys, and no other', ({
    expect,
  }) => {
    const gone = cluster(three, { s1: FINISHED, s2: FINISHED, s3: FINISHED }, { [OLD]: 88 });
    const sealed = withServer(gone, 's3', {
      sealedCopies: { found: [copy([NEW_KEY]), copy([NEW_KEY, OLD_KEY])], leftOut: 0 },
    });
    expect(keysOutOfReach(sealed)).toMatchObject([
      {
        copies: [
          {
            server: 's3',
            directory: '/var/lib/keyturn/sealed/p/before',
            sha256: fileHash([NEW_KEY, OLD_KEY]),
            keys: [NEW, OLD],
          },
        ],
      },
    ]);
  });

  it('given an apiserver that still uses a file whose hash is known from elsewhere, says so until it lets go', ({
    expect,
  }) => {
    const gone = cluster(three, { s1: FINISHED, s2: FINISHED, s3: FINISHED }, { [OLD]: 88 });
    const apiserver = three.servers[1]?.apiserver;
    if (apiserver === undefined) throw new Error('s2 has no apiserver');
    const using = (keys: FileState['keys']): Partial<ClusterFacts['servers'][number]> => ({
      apiserver: { ...apiserver, loaded: { kind: 'hash', sha256: fileHash(keys) } },
      sealedCopies: { found: [copy([OLD_KEY])], leftOut: 0 },
    });
    const inUse = (facts: ClusterFacts): readonly (readonly string[])[] =>
      keysOutOfReach(facts).map(({ stillInUse }) => stillInUse);
    expect(inUse(withServer(gone, 's2', using([OLD_KEY])))).toContainEqual(expect.arrayContaining(['s2']));
    expect(inUse(withServer(gone, 's2', using([NEW_KEY])))).not.toContainEqual(expect.arrayContaining(['s2']));
  });

  it('given an etcd-only server whose file has the key, names it apart: no apiserver of it can read', ({ expect }) => {
    const facts = cluster(threeWithTwoEtcdOnly, { s1: FINISHED }, { [OLD]: 1 });
    expect(keysOutOfReach(facts)).toMatchObject([{ state: 'gone', unusedFiles: ['s2', 's3'] }]);
  });

  it('given files or copies that nobody could look at, says on which servers, and does not take a file for lacking the key', ({
    expect,
  }) => {
    const unread = { ...encryptionOf(START), filesRead: false, file: undefined, state: undefined };
    const lost = cluster(three, { s1: FINISHED }, { [OLD]: 1 });
    const facts = withServer(withServer(lost, 's2', { encryption: unread }), 's3', { sealedCopies: undefined });
    const [reach]: readonly (KeyOutOfReach | undefined)[] = keysOutOfReach(facts);
    expect(reach).toMatchObject({ lacking: ['s1'], holding: ['s3'], unseen: ['s2', 's3'] });
    expect(keysOutOfReach(withServer(three, 's2', { encryption: unread }))).toEqual([]);
  });
});

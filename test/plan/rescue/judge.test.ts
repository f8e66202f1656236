import { describe, it } from 'vitest';

import type { ClusterFacts } from '../../../src/model/facts.ts';
import { judgeRescue } from '../../../src/plan/rescue/judge.ts';
import {
  FINISHED,
  NEW_KEY,
  OLD_KEY,
  PREPARED,
  REWRITING,
  ROTATED,
  SAMPLE_FACTS,
  START,
  withNode,
  withServer,
} from '../../support/sample-facts.ts';
import { ALL_KEYS, copyOf, GONE, HELD, lostCluster, NEW, OLD, stateOf, withoutCopies } from './states.ts';

const { three, threeWithTwoEtcdOnly } = SAMPLE_FACTS;
const SILENT = { ready: false, loaded: { kind: 'none' } } as const;

function apiserver(facts: ClusterFacts, name: string, change: object): ClusterFacts {
  const own = facts.servers.find((server) => server.name === name)?.apiserver;
  return own === undefined ? facts : withServer(facts, name, { apiserver: { ...own, ...change } });
}

function kindsOf(facts: ClusterFacts): readonly string[] {
  const verdict = judgeRescue(facts);
  return verdict.kind === 'refused' ? verdict.reasons.map(({ kind }) => kind) : [verdict.kind];
}

describe('whether a rescue is possible', () => {
  it('given the state that the documented rotate-keys leaves, and a sealed copy on one server, it is', ({ expect }) => {
    expect(stateOf(GONE)).toMatchObject({
      goal: { key: NEW_KEY },
      missing: [OLD_KEY],
      planes: [{ form: 'goal' }, { form: 'goal' }, { form: 'goal' }],
      sources: [{ server: 's2', path: '/var/lib/keyturn/sealed/0123456789ab/before/encryption-config.json' }],
    });
  });

  it('given followers that were not restarted, it is from their own files, without any copy', ({ expect }) => {
    expect(stateOf(HELD)).toMatchObject({
      planes: [{ form: 'goal' }, { form: 'earlier' }, { form: 'earlier' }],
      sources: [{ server: 's2' }, { server: 's3' }],
    });
  });

  it('given a rescue that an operator elsewhere began and did not end, it is, with the keys that are back already', ({
    expect,
  }) => {
    const begun = lostCluster({ s1: ALL_KEYS, s2: FINISHED, s3: FINISHED }, { byKey: { [NEW]: 12_946 } });
    expect(stateOf(begun)).toMatchObject({
      missing: [OLD_KEY],
      planes: [{ form: 'all' }, { form: 'goal' }, { form: 'goal' }],
    });
  });

  it('given an etcd-only server with the key in a file that nothing uses, it is', ({ expect }) => {
    const facts = lostCluster({ s1: FINISHED }, { facts: threeWithTwoEtcdOnly });
    expect(stateOf(facts).sources.map(({ server }) => server)).toEqual(['s2', 's3']);
  });

  it.for<readonly [string, ClusterFacts, readonly string[]]>([
    ['between two rotations', three, ['nothing-missing']],
    ['prepared', lostCluster({ s1: PREPARED }, { byKey: { [OLD]: 500 } }), ['nothing-missing']],
    [
      'after the staged rewrite',
      lostCluster({ s1: FINISHED, s2: ROTATED, s3: ROTATED }, { byKey: { [NEW]: 500 } }),
      ['nothing-missing'],
    ],
    [
      'whose Secrets a follower can still move',
      lostCluster({ s1: FINISHED, s2: ROTATED, s3: ROTATED }),
      ['rotation-mends'],
    ],
    [
      'whose followers only lack the new key',
      lostCluster({ s1: FINISHED }, { byKey: { [NEW]: 500 } }),
      ['rotation-mends'],
    ],
    [
      'in the middle of a rewrite',
      withNode(GONE, 's1', { annotation: { stage: 'reencrypt_active', sha256: '0' } }),
      ['rewrite-running'],
    ],
    [
      'in the middle of a rewrite on a server with both keys',
      lostCluster({ s1: REWRITING, s2: FINISHED, s3: FINISHED }),
      ['rewrite-running'],
    ],
    ['with writes refused', { ...GONE, writesFrozen: true }, ['writes-frozen']],
    ['without a count', { ...GONE, census: undefined }, ['secrets-uncounted']],
    [
      'with Secrets of a KMS',
      lostCluster({ s1: FINISHED, s2: FINISHED, s3: FINISHED }, { byKey: { [OLD]: 1, 'kms/vault': 2 } }),
      ['secrets-uncounted'],
    ],
    ['with an apiserver that does not answer', apiserver(GONE, 's3', SILENT), ['apiservers-silent']],
    ['with an apiserver that does not poll', apiserver(GONE, 's3', { automaticReload: false }), ['reload-off']],
    ['with a file that cannot be read', withServer(GONE, 's3', { encryption: undefined }), ['files-unread']],
    [
      'with a file that somebody edited',
      lostCluster(
        { s1: FINISHED, s2: FINISHED, s3: { keys: [OLD_KEY, NEW_KEY], stage: 'start', stateSha256: 'f' } },
        {},
      ),
      ['files-unexplained'],
    ],
    [
      'with a file of its own on one server',
      lostCluster(
        {
          s1: FINISHED,
          s2: FINISHED,
          s3: { keys: [{ ...OLD_KEY, name: 'by-hand' }, NEW_KEY], stage: 'start', stateSha256: 'f' },
        },
        { copies: { s2: [copyOf([OLD_KEY])] } },
      ),
      ['files-unexplained'],
    ],
    [
      'where no rewrite has ended',
      lostCluster({
        s1: { ...FINISHED, stage: 'rotate' },
        s2: { ...FINISHED, stage: 'rotate' },
        s3: { ...FINISHED, stage: 'rotate' },
      }),
      ['goal-unknown'],
    ],
    [
      'without a copy on any server that could be looked at',
      withoutCopies(lostCluster({ s1: FINISHED, s2: FINISHED, s3: FINISHED }), 's2'),
      ['copies-unread'],
    ],
    ['without any copy', lostCluster({ s1: FINISHED, s2: FINISHED, s3: FINISHED }), ['lost']],
  ])('given a cluster %s, it is not', ([, facts, kinds], { expect }) => {
    expect(kindsOf(facts)).toEqual(kinds);
  });

  it('given several reasons, all are named', ({ expect }) => {
    const facts = apiserver({ ...GONE, writesFrozen: true }, 's3', SILENT);
    expect(kindsOf(facts)).toEqual(['writes-frozen', 'apiservers-silent']);
  });

  it('given copies of one key of two, the other alone is lost', ({ expect }) => {
    const facts = lostCluster(
      { s1: FINISHED, s2: FINISHED, s3: FINISHED },
      {
        byKey: { [OLD]: 3, 'aescbc/aescbckey-2025-01-01T00:00:00Z': 2, [NEW]: 5 },
        copies: { s2: [copyOf([OLD_KEY])] },
      },
    );
    expect(judgeRescue(facts)).toEqual({ kind: 'lost', keys: ['aescbc/aescbckey-2025-01-01T00:00:00Z'] });
  });

  it('given a starting apiserver that only tells its file, it answers', ({ expect }) => {
    expect(kindsOf(apiserver(GONE, 's1', { ready: false }))).toEqual(['possible']);
  });

  it('given a server of the first key beside the goal, START counts as earlier and not as the goal', ({ expect }) => {
    const facts = lostCluster({ s1: FINISHED, s2: { ...START, stage: 'reencrypt_finished' }, s3: START });
    expect(stateOf(facts).planes.map(({ form }) => form)).toEqual(['goal', 'earlier', 'earlier']);
  });
});

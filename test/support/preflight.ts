import type { Cluster } from '../../src/model/cluster.ts';
import type { EncryptionStatus } from '../../src/model/encryption.ts';
import type { Census, ClusterFacts, EtcdFacts, ServerFacts } from '../../src/model/facts.ts';
import type { Strategy } from '../../src/model/strategy.ts';
import type { KnownIssue } from '../../src/model/known-issue.ts';
import { preflight } from '../../src/plan/preflight.ts';
import { encryptionOf, SAMPLE_FACTS, SAMPLE_NOW, sampleCluster, START, withServer } from './sample-facts.ts';

const { three } = SAMPLE_FACTS;

/** All checks of these facts, with the staged strategy unless another one is named. */
export function verdicts(
  facts: ClusterFacts,
  change: { cluster?: Cluster; issues?: readonly KnownIssue[]; now?: number; resolved?: Strategy } = {},
) {
  const { cluster = sampleCluster(facts), issues = [], now = SAMPLE_NOW, resolved = 'staged' } = change;
  return preflight({
    facts,
    cluster,
    strategy: undefined,
    acceptWriteWindow: false,
    freezeWrites: false,
    resolved,
    knownIssuesFor: () => issues,
    now,
  });
}

/** What did not pass: `verdict id server`. */
export function raised(facts: ClusterFacts, change: Parameters<typeof verdicts>[1] = {}): readonly string[] {
  return verdicts(facts, change)
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ id, verdict, server }) => [verdict, id, ...(server === undefined ? [] : [server])].join(' '));
}

/** Three servers with a changed etcd. */
export function etcd(change: Partial<EtcdFacts>): ClusterFacts {
  return { ...three, etcd: { ...three.etcd, ...change } };
}

/** The second etcd member changed. */
export function members(change: Partial<EtcdFacts['members'][number]>): ClusterFacts {
  return etcd({
    members: three.etcd.members.map((member, index) => (index === 1 ? { ...member, ...change } : member)),
  });
}

/** The apiserver of s2 changed. */
export function apiserver(change: Partial<NonNullable<ServerFacts['apiserver']>>): ClusterFacts {
  const before = three.servers[1]?.apiserver;
  if (before === undefined) throw new Error('s2 has no apiserver');
  return withServer(three, 's2', { apiserver: { ...before, ...change } });
}

/** Another count of Secrets. */
export function census(change: Partial<Census>): ClusterFacts {
  return { ...three, census: { ...three.census, ...change } };
}

/** The encryption file of s2 changed. */
export function file(change: Partial<NonNullable<NonNullable<ServerFacts['encryption']>['file']>>): ClusterFacts {
  const encryption = encryptionOf(START);
  if (encryption.file === undefined) throw new Error('no file');
  return withServer(three, 's2', { encryption: { ...encryption, file: { ...encryption.file, ...change } } });
}

/** What `status` says on s2 changed. */
export function status(change: Partial<EncryptionStatus>): ClusterFacts {
  const encryption = encryptionOf(START);
  if (encryption.status.kind === 'unread') throw new Error('no status');
  const said = { ...encryption.status.said, ...change };
  return withServer(three, 's2', { encryption: { ...encryption, status: { kind: 'read', said } } });
}

/** Nobody could read the status of s2, or its files, or either. */
export function unread(what: { readonly status?: true; readonly files?: true }): ClusterFacts {
  const { status: said, filesRead, ...files } = encryptionOf(START);
  return withServer(three, 's2', {
    encryption: {
      ...(what.files === true ? { file: undefined, state: undefined } : files),
      filesRead: filesRead && what.files !== true,
      status: what.status === true ? { kind: 'unread', because: 'no-answer', raw: '' } : said,
    },
  });
}

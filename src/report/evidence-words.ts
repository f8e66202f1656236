import type { Check } from '../model/check.ts';
import type { KnownIssueId } from '../model/known-issue.ts';

/** The effect on a release with the defect. */
const KNOWN_ISSUE_WORDS: Readonly<Record<KnownIssueId, string>> = {
  'no-secrets-encrypt': 'there is no secrets-encrypt command',
  'unconfirmed-save-without-etcd':
    'on a control-plane server without etcd a command answers 400 although it changed the file',
  'status-after-upgrade': 'status fails after an upgrade from an older release: the state file is missing',
  'stuck-in-reencrypt-active': 'the stage stays reencrypt_active after the rewrite until the Node object changes',
  'activation-after-reencrypt': 'a restart straight after a secrets-encrypt command may crash once before it holds',
  'follower-keeps-stage': 'a follower can stay at the stage before after its restart',
  'restart-order': 'a server that is restarted before the bootstrap server can refuse to start: newer than datastore',
  'rewrite-stops-at-8500': 'the rewrite stops at about 8,500 Secrets, reports that it finished and drops the old key',
  'rewrite-fails-on-conflict': 'the rewrite aborts when a Secret is changed at the same moment',
  'annotation-conflict': 'rotate can answer 400 Bad Request because of a conflict while the Node is annotated',
  'no-rotate-keys': 'there is no rotate-keys command',
  'rotate-keys-removed': 'rotate-keys was taken out of this release',
  'rotate-keys-sees-no-reload': 'the apiserver never sees the rewritten file, so rotate-keys stops half-way',
  'rotate-keys-early': 'older than the releases for which the documentation recommends rotate-keys',
  'snapshot-race': 'two etcd snapshots at the same time fail silently or are corrupt',
  'reencrypt-times-out': 'the reencrypt command gives up after 10 s while the server goes on',
  'panic-during-startup': 'the server panics when it is asked for its status while it starts',
  'reload-wait-too-short': 'the server waits 60 s for a reload that takes up to 60 s, then stops half-way',
  'restart-hangs': 'the first restarted server can hang or crash again and again under etcd write load',
  'bootstrap-reconcile-loop': 'a server that loses its network can loop in reconciling its bootstrap data',
  'interrupted-rotate-keys': 'a server that stops during rotate-keys leaves the only copy of the new key in one file',
  'version-unreadable': 'the version has no form that is known, so no known issue can be looked up',
};

/** Words for `name=value` by the name. `undefined` leaves the item out, because the finding itself says it. */
type Words = Readonly<Record<string, (value: string) => string | undefined>>;

const ETCD: Words = {
  members: (value) => `${value} ${value === '1' ? 'member' : 'members'}`,
  servers: (value) => `${value} ${value === '1' ? 'server' : 'servers'}`,
  healthy: (value) => (value === 'false' ? 'not healthy' : `${value} healthy`),
  majority: (value) => `a majority is ${value}`,
  member: (value) => `member ${value}`,
};

const WINDOW: Words = {
  followers: (value) => `${value} other control-plane ${value === '1' ? 'server' : 'servers'}`,
  strategy: () => undefined,
  askedByName: () => undefined,
  accepted: (value) => (value === 'true' ? 'accepted' : 'not accepted'),
};

const INVENTORY: Words = {
  node: (value) => `Node ${value}`,
  inventory: (value) => (value === 'absent' ? 'not in the inventory' : undefined),
  cluster: (value) => (value === 'absent' ? 'not in the cluster' : undefined),
};

const ALERTS: Words = {
  alert: (value) => value,
  severity: (value) => value,
  times: (value) => `${value} times`,
  more: (value) => `and ${value} more`,
};

const WORDS: Readonly<Record<string, Words>> = {
  'etcd-quorum': ETCD,
  'etcd-members': ETCD,
  'etcd-healthy': ETCD,
  'write-window': WINDOW,
  'adopted-write-window': WINDOW,
  // The finding speaks of the other servers.
  'read-window': { followers: () => undefined },
  'inventory-complete': INVENTORY,
  'no-alert-fires': ALERTS,
};

/** The observations of a check in words. What nobody has words for is shown as it is. */
export function evidenceTexts({ id, evidence }: Pick<Check, 'id' | 'evidence'>): readonly string[] {
  const words = WORDS[id];
  return evidence.flatMap((item) => {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(item) ?? [];
    const say = words?.[name];
    return say === undefined ? [issueText(item)] : (say(value) ?? []);
  });
}

/** A known defect arrives as an id, and the reader needs its effect. An id of a later release is shown unchanged. */
function issueText(item: string): string {
  const [, issue = ''] = /^issue=(.+)$/.exec(item) ?? [];
  const words: Readonly<Record<string, string>> = KNOWN_ISSUE_WORDS;
  return words[issue] ?? item;
}

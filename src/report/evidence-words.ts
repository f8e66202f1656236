import type { Check } from '../model/check.ts';
import { KNOWN_ISSUE_WORDS } from './known-issue-words.ts';

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

const WORDS: Readonly<Record<string, Words>> = {
  'etcd-quorum': ETCD,
  'etcd-members': ETCD,
  'etcd-healthy': ETCD,
  'write-window': WINDOW,
  'adopted-write-window': WINDOW,
  // The finding speaks of the other servers.
  'read-window': { followers: () => undefined },
  'inventory-complete': INVENTORY,
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

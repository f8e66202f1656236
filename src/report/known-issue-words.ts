import type { KnownIssueId } from '../model/known-issue.ts';

/** The effect on a release with the defect. */
export const KNOWN_ISSUE_WORDS: Readonly<Record<KnownIssueId, string>> = {
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

import type { SERVER_CHECK_WORDS } from '../check-words/servers.ts';

/** Why servers, versions and etcd are checked: what would go wrong without it. */
export const SERVER_CHECK_REASONS: Readonly<Record<keyof typeof SERVER_CHECK_WORDS, string>> = {
  'inventory-complete':
    'A server that is forgotten is not restarted. It keeps the old key, goes on writing Secrets with it, and these are lost when the others drop it. A Node that the inventory does not know is therefore never a detail.',
  'left-out-gone':
    'A server that is left out must be unable to write. While its Node, its etcd member or its apiserver is there, nobody can know that from here: the host may be cut off from this machine alone.',
  'left-out':
    'A reminder rather than a fault: on the disk of that server are the keys of the time when it was lost, and nothing of this run reaches them.',
  'inventory-distinct':
    'Two entries for one host would restart that host twice, and the second restart could come while others count on it.',
  'nodes-as-claimed':
    'Health, stage and hash of a server are read from its Node. With the Node of another server keyturn would look at one and restart the other.',
  'roles-as-claimed':
    'The roles decide the order of the restarts and where stage commands can be sent. Etcd-only servers go first, and cannot run `secrets-encrypt` (rancher/rke2#3005).',
  leader:
    'Stage commands run on one control-plane server, which is chosen once and kept. Without a Ready one there is nowhere to send them.',
  'units-active':
    'A service that is down or starting cannot take the new key, and the restart of another server beside it can cost the quorum of etcd. A server at `activating` may wait for a key: restarting it does not help.',
  'nodes-ready':
    'A Node that is not Ready is a server whose state nobody vouches for. Deleting its Node is no way out: the engine then removes its etcd member, also of a server that runs.',
  'nodes-schedulable': 'A cordon is how people and upgrade tools mark a server that they are working on.',
  'nodes-fresh':
    'A Ready without a heartbeat is old news: the kubelet may have ended since. After a restart keyturn waits for a fresh heartbeat, which would never come.',
  clocks:
    'The engine compares times when it waits for a reload, names keys by the time of day, and Leases expire by it. With clocks that differ, a reload is missed or a lock is taken over too early (`encryption reload time is incorrectly ahead of current time`).',
  'token-present':
    'The keys in the datastore are sealed with the server token. A server without its token file cannot read them at its next start, and does not come back.',
  'tokens-equal':
    'A server with another token than the others missed a token rotation. It runs until its next start, which is what a rotation brings.',
  'journal-tells':
    'The engine says why it refused something, and that it gave a rewrite up, in its journal alone. Without it a rotation is watched by the count in the datastore, which shows that something stopped and not why.',
  'config-readable':
    'A setting that keyturn cannot read could be one that differs between servers, names another data directory, or another encryption file. Nothing is assumed about it.',
  'config-equal':
    'The engine compares some settings at its start and refuses to start with another value than the other servers (`critical configuration value mismatch between servers`, k3s-io/k3s#4838). Such a difference can lie unnoticed for months, until the next restart.',
  'restart-settings':
    'Settings that were written after the service had started come alive with the next restart. A rotation is a bad moment to find out what they do.',
  'restart-preview':
    'Edited units, changed configuration and certificates that are due for renewal take effect with a restart, too: on RKE2 that can replace the static pods of apiserver and etcd.',
  'container-runtime':
    '`restart-container` asks the embedded runtime for the container of kube-apiserver. With another runtime that container is not there, which would be found out only after the first restart.',
  'tools-present':
    'Everything is asked with programs that a server has anyway. A missing one would be found in the middle of a run.',
  'versions-equal':
    'Servers of different releases can read and save keys in different ways. An upgrade that is half-done also means that somebody, or something, is about to restart servers.',
  'disk-matches-running':
    'The binary on disk is newer than the one that runs. The first restart of the rotation would be an upgrade of that server alone.',
  'known-issues':
    'Some releases lose Secrets, get stuck or crash in certain rotations. Each is listed with its versions and its issue; a refusal means that Secrets can be lost, or that the run cannot end well.',
  'secret-count':
    'Up to v1.24.3 the engine rewrites some 8,500 Secrets, ends without an error and drops the old key (k3s-io/k3s#5933, rancher/rke2#3186).',
  'etcd-members':
    'A member without a server that was asked may be a forgotten server or a dead one. Both change how many members etcd can lose.',
  'etcd-voters': 'A learner does not count for the quorum. A restart beside it is one member less than it looks.',
  'etcd-healthy':
    'Every restart takes one member away. With one that is unhealthy already, the next one can stop the datastore of the whole cluster.',
  'etcd-quorum':
    'With one or two members every restart is an outage of etcd, and so of all apiservers. That is allowed, with a warning: with one server there is no other way.',
  'etcd-alarms':
    'With the alarm NOSPACE nothing can be written. A starting server writes, so that each restart ends in a crash loop (rancher/rke2#11087).',
  'etcd-size':
    'A rotation writes every Secret anew, and etcd keeps the old revisions until it is compacted. A database near its quota would reach it in the middle of the rewrite.',
  'free-space':
    'Snapshots and sealed copies are made before the first change. A disk that fills up then also stops etcd.',
  'engine-commands':
    'Two snapshots at once can spoil each other, and a rotation of certificates or of the token changes what a restarting server needs.',
  'package-managers':
    'A package manager may replace the binary or restart the service, at the moment when another server is down.',
};

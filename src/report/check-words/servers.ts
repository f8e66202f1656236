import { GONE } from './secrets.ts';
import type { CheckWords } from './types.ts';

const BEFORE = 'before you rotate';

/** Checks of servers, versions and etcd. */
export const SERVER_CHECK_WORDS = {
  'inventory-complete': {
    good: 'inventory and cluster name the same servers',
    bad: 'inventory and cluster do not name the same servers',
    next: `Add the missing server to the inventory. A Node whose name is not that of its host (node-name, with-node-id) may be a server that is there already. ${GONE}`,
  },
  'left-out-gone': {
    good: 'the servers that are left out are gone from the cluster too',
    bad: 'a server that is left out is still part of the cluster, or that cannot be told: a Node, an etcd member or an apiserver that serves belongs to none of the servers that answered, or etcd has no quorum',
    next: 'One whose host is gone for good is taken out by the documentation of the distribution, Node and etcd member, while the others have a quorum; the engine refuses its commands until then, and a restart beside a member that is down could cost the quorum. An apiserver counts as serving for a minute after it ended. If its host still runs, and only cannot be reached from here, it is not left out: mend the way to it.',
  },
  'left-out': {
    good: 'no server is left out',
    bad: 'a server is left out, as was asked for: nothing is checked on it, and what is on its disk keeps the keys that it has',
    next: 'Keep its disk until the rotation is over and proven, then destroy or wipe it. Should its host come back, do not start the service there as it is: wipe it, and let it join again by the documentation of the distribution; it takes the keys of that time from the datastore.',
  },
  'inventory-distinct': {
    good: 'every entry of the inventory is a different host',
    bad: 'two entries of the inventory are the same host',
    next: 'Remove one of the two from the inventory: it would be restarted twice.',
  },
  'nodes-as-claimed': {
    good: 'the Nodes are as the inventory says',
    bad: 'the inventory names another Node for a server than the one that its host has started',
    next: 'Correct nodeName in the inventory, or leave it out: it is discovered.',
  },
  'roles-as-claimed': {
    good: 'the roles are as the inventory says',
    bad: 'a server has other roles than the inventory or its Node says',
    next: 'Correct the roles in the inventory, or leave them out: they are discovered.',
  },
  leader: {
    good: 'a server can run the stage commands',
    bad: 'no control-plane server can run the stage commands',
    next: 'Bring at least one control-plane server to Ready.',
  },
  'units-active': {
    good: 'the service is running on every server',
    bad: 'the service is not running on a server',
    next: `See in its log there why it is not up (journalctl), and make sure that it stays up ${BEFORE}. One at activating is starting already: it is not to be restarted.`,
  },
  'nodes-ready': {
    good: 'every server Node is Ready',
    bad: 'a server Node is not Ready',
    next: `Bring it to Ready ${BEFORE}. ${GONE}`,
  },
  'nodes-schedulable': {
    good: 'no server Node is cordoned',
    bad: 'a server Node is cordoned: somebody may be working on it',
    next: 'Ask who cordoned it; then: kubectl uncordon NODE',
  },
  'nodes-fresh': {
    good: 'every server Node has a recent heartbeat',
    bad: 'a server Node has no recent heartbeat',
    next: 'Check that its kubelet is running and its clock is right.',
  },
  clocks: {
    good: 'the clocks agree',
    bad: 'clocks differ, and reload checks and locks compare times',
    next: 'Fix time synchronisation (chronyc tracking, timedatectl).',
  },
  'token-present': {
    good: 'every server has its token file',
    bad: 'a server has no token file and could not read what the others saved',
    next: `Put the token back ${BEFORE}: without it the restarted server does not come back.`,
  },
  'journal-tells': {
    good: 'the journal of every service has lines of the engine',
    bad: 'the journal of a service has no line of the engine: why it refuses something, and that it gave a rewrite up, could not be seen',
    next: 'Let the service log to its journal (K3s: without --log FILE), and the journal keep it. A run goes on without: it counts the Secrets in the datastore instead.',
  },
  'config-readable': {
    good: 'the configuration of every server could be read as the engine reads it',
    bad: 'a configuration is in a form that keyturn does not read, so that a difference could be missed',
    next: 'Write the line that is named as plain YAML (name: value on one line) or the file as JSON; what it sets stays the same.',
  },
  'config-equal': {
    good: 'settings that must match do',
    bad: 'a setting that must be the same on all servers differs',
    next: 'Make it equal in /etc/rancher/<distribution>/config.yaml: a restarted server would not come back.',
  },
  'restart-settings': {
    good: 'a restart changes no setting',
    bad: 'a restart would bring settings alive that the engine does not run with yet',
    next: 'Set the configuration back, or restart the service on its own first, one server at a time, and see that it stays healthy.',
  },
  'restart-preview': {
    good: 'a restart brings nothing else alive',
    bad: 'a restart would be more than a restart: edits come alive with it, or certificates are renewed',
    next: 'Look at what is named. To keep both apart, restart the service on its own before the run, one server at a time (systemctl daemon-reload first where the unit was changed), and see that it stays healthy.',
  },
  'container-runtime': {
    good: "the apiservers' containers are those of the embedded runtime, or are left alone",
    bad: 'restart-container works with the embedded container runtime alone, and this server uses another one',
    next: 'Use rotation.apiserverReload: wait in the inventory.',
  },
  'tools-present': {
    good: 'every server has the programs keyturn needs',
    bad: 'a program that keyturn needs is missing on a server',
    next: 'Install it there.',
  },
  'versions-equal': {
    good: 'all servers have the same version',
    bad: 'servers have different versions',
    next: 'Finish the upgrade first.',
  },
  'disk-matches-running': {
    good: 'the binary on disk is the one that is running',
    bad: 'the binary on disk is not the one that is running: a restart would upgrade it',
    next: 'Finish the upgrade first: restart the service on its own, not as part of a rotation.',
  },
  'known-issues': {
    good: 'no known defect of this release is in the way',
    bad: 'this release has a known defect that this rotation would run into',
    next: 'Upgrade to a release without it, or choose the other strategy.',
  },
  'secret-count': {
    good: 'this release can rewrite this many Secrets',
    bad: 'this release would rewrite only some of this many Secrets',
    next: 'Upgrade first.',
  },
  'etcd-members': {
    good: 'etcd has one member for each server with etcd',
    bad: 'the number of etcd members differs from the number of servers with etcd',
    next: 'Add the missing server to the inventory. Remove no member of a server that answers; one that is gone for good is taken out by the documentation of the distribution.',
  },
  'etcd-voters': {
    good: 'every etcd member votes',
    bad: 'an etcd member does not vote yet',
    next: 'Wait until it is promoted.',
  },
  'etcd-healthy': {
    good: 'every etcd member is healthy',
    bad: 'an etcd member is not healthy, or is of no server that was asked',
    next: `Fix it ${BEFORE}: every restart takes one member away. If every server answers, see whether its Node has another name than its host.`,
  },
  'etcd-quorum': {
    good: 'etcd survives the loss of one member',
    bad: 'etcd does not survive the loss of one member',
    next: 'With fewer than three members every restart is an outage: plan for it.',
  },
  'etcd-alarms': {
    good: 'etcd has no alarm',
    bad: 'etcd has an alarm',
    next: 'Remove its cause (often space), then: etcdctl alarm disarm',
  },
  'etcd-size': {
    good: 'etcd stays below 70 % of its quota, were everything in it rewritten',
    bad: 'etcd is, or may come to be by the rewrite, above 70 % of its quota',
    next: 'Compact and defragment etcd, or raise its quota.',
  },
  'free-space': {
    good: 'there is room for sealed copies and snapshots',
    bad: 'a server has no room for sealed copies and snapshots',
    next: 'Free space in the file system of the data directory.',
  },
  'engine-commands': {
    good: 'no snapshot is being taken, no certificate or token rotated',
    bad: 'a command of the engine is running on a server that must not run beside a rotation',
    next: 'Wait until it has ended.',
  },
  'package-managers': {
    good: 'no package manager runs on a server',
    bad: 'a package manager is running on a server, and may restart the service',
    next: 'Wait until it has finished, and pause unattended upgrades while the run lasts.',
  },
  'tokens-equal': {
    good: 'the servers have the same token',
    bad: 'servers have different tokens: a restarted one could not read what the others saved',
    next: 'Find out which server missed a token rotation, and give it the token of the others.',
  },
} satisfies Readonly<Record<string, CheckWords>>;

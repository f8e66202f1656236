/** Words for one check: when it holds, when it does not, and what to do then. */
interface CheckWords {
  readonly good: string;
  readonly bad: string;
  readonly next: string;
}

const BEFORE = 'before you rotate';

/** By id of the check (failures.md 7.1). */
export const CHECK_WORDS: Readonly<Record<string, CheckWords>> = {
  'inventory-complete': {
    good: 'inventory and cluster name the same servers',
    bad: 'inventory and cluster do not name the same servers',
    next: 'Add the missing server to the inventory, or delete the Node object of a server that is gone.',
  },
  'inventory-distinct': {
    good: 'every entry of the inventory is a different host',
    bad: 'two entries of the inventory are the same host',
    next: 'Remove one of the two from the inventory: it would be restarted twice.',
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
    next: `Start it and make sure it stays up ${BEFORE}; its log there says why it does not (journalctl).`,
  },
  'nodes-ready': {
    good: 'every server Node is Ready',
    bad: 'a server Node is not Ready',
    next: `Bring it to Ready ${BEFORE}, or delete the Node object when the server is gone.`,
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
  'config-equal': {
    good: 'settings that must match do',
    bad: 'a setting that must be the same on all servers differs',
    next: 'Make it equal in /etc/rancher/<distribution>/config.yaml: a restarted server would not come back.',
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
  'encryption-enabled': {
    good: 'encryption at rest is on',
    bad: 'encryption at rest is off, or has no key',
    next: 'Turn it on first: on K3s with secrets-encryption: true in config.yaml and secrets-encrypt enable.',
  },
  'managed-path': {
    good: 'the apiservers are told to read the file that the engine manages',
    bad: 'an apiserver is told to read another encryption file than the one that the engine manages, or that cannot be seen',
    next: 'Remove encryption-provider-config from kube-apiserver-arg; a rotation would change nothing that is used.',
  },
  'automatic-reload': {
    good: 'no apiserver has to be told of a new encryption file, or its container is restarted',
    bad: 'an apiserver does not take a new encryption file by itself, or that cannot be seen: the run would wait in vain',
    next: 'Set rotation.apiserverReload to restart-container in the inventory, or give the apiserver --encryption-provider-config-automatic-reload=true.',
  },
  'providers-managed': {
    good: 'the encryption file is of the form that the engine makes: Secrets alone, one provider and identity',
    bad: 'the encryption file is not of the form that the engine makes for the configured provider: what a rotation does with it cannot be proven',
    next: 'Bring it to resources secrets, provider aescbc or secretbox as in secrets-encryption-provider, then identity. A migration to another provider is not a rotation: do it by the documentation of the distribution.',
  },
  'file-modes': {
    good: 'only root can read the credential files',
    bad: 'others besides root can read a credential file',
    next: 'On that server: chown root:root and chmod 600 the file.',
  },
  'nodes-annotated': {
    good: 'every control-plane Node carries its hash',
    bad: 'a control-plane Node carries no hash: "All hashes match" says nothing about it',
    next: 'Restart the service on that server and look again; delete the Node object when the server is gone.',
  },
  'apiservers-ready': {
    good: 'every apiserver is ready',
    bad: 'an apiserver is not ready',
    next: 'See /readyz?verbose on that server.',
  },
  'key-age': {
    good: 'the age of the key is known, or it is the first one',
    bad: 'the key was made in the future: a clock was wrong',
    next: 'Check the clocks of the servers.',
  },
  'etcd-members': {
    good: 'etcd has one member for each server with etcd',
    bad: 'the number of etcd members differs from the number of servers with etcd',
    next: 'Remove the member of a server that is gone, or add the server to the inventory.',
  },
  'etcd-voters': {
    good: 'every etcd member votes',
    bad: 'an etcd member does not vote yet',
    next: 'Wait until it is promoted.',
  },
  'etcd-healthy': {
    good: 'every etcd member is healthy',
    bad: 'an etcd member is not healthy',
    next: `Fix it ${BEFORE}: every restart takes one member away.`,
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
  'plaintext-secrets': {
    good: 'no Secret is unencrypted',
    bad: 'some Secrets are not encrypted',
    next: 'Find out what bypasses the provider; secrets-encrypt enable rewrites them.',
  },
  'unknown-prefixes': {
    good: 'every Secret has a prefix that is known',
    bad: 'some Secrets have a prefix that keyturn does not know: it could not prove them afterwards',
    next: 'Find out which provider wrote them.',
  },
  'keys-at-hand': {
    good: 'every Secret is under a key that a server has',
    bad: 'some Secrets are under a key that no server has: they are already unreadable',
    next: 'Put that key back from a copy of the credential files, or delete these Secrets.',
  },
  'secret-webhooks': {
    good: 'no admission webhook that fails closed sees Secrets',
    bad: 'an admission webhook that fails closed sees Secrets: one refusal stops the rewrite half-way',
    next: 'Make sure it is healthy and admits unchanged Secrets, or exempt Secrets while the run lasts.',
  },
  'secret-policies': {
    good: 'no ValidatingAdmissionPolicy is bound to deny writes of Secrets',
    bad: 'a ValidatingAdmissionPolicy may deny writes of Secrets: one denial stops the rewrite half-way',
    next: 'Make sure it admits unchanged Secrets, or remove its binding while the run lasts.',
  },
  'writes-open': {
    good: 'no refusal of writes of Secrets was left behind',
    bad: 'writes of Secrets are refused by a policy that a run of keyturn left behind',
    next: 'Go on with that run where it was started (rotate --resume), or take the refusal away: kubectl delete validatingadmissionpolicybinding,validatingadmissionpolicy keyturn-freeze-secrets',
  },
  'other-actors': {
    good: 'no upgrade plan is being applied',
    bad: 'an upgrade plan is being applied',
    next: 'Wait until it has finished, or pause it.',
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
  'questions-answered': {
    good: 'every question was answered',
    bad: 'a question was not answered',
    next: 'Fix what prevented an answer.',
  },
  'stage-allowed': {
    good: 'no rotation is half-done',
    bad: 'a rotation is half-done',
    next: "See its state with keyturn status; it can be continued with rotate --resume (keyturn's own) or rotate --adopt.",
  },
  'hashes-match': {
    good: 'all hashes match',
    bad: 'hashes do not match: a server has not taken the latest file',
    next: 'See which one with keyturn status; restart the service of the odd one, once.',
  },
  'one-key': {
    good: 'every server has exactly one key',
    bad: 'a server has more than one key, or none: a rotation was cut off',
    next: 'See keyturn status. Delete nothing: the second key may still be needed.',
  },
  'same-active-key': {
    good: 'the same key is active everywhere',
    bad: 'different keys are active on different servers',
    next: 'See keyturn status; a server missed a restart or was restored on its own.',
  },
  'same-file': {
    good: 'the encryption file is the same everywhere',
    bad: 'the encryption file differs between servers',
    next: 'See keyturn status; a server missed a restart or was restored on its own.',
  },
  'state-matches-file': {
    good: 'file, state file and Node annotation belong together',
    bad: 'file, state file and Node annotation of a server do not belong together: a rewrite was cut off',
    next: 'See keyturn status. Delete nothing under server/cred.',
  },
  'apiserver-loaded': {
    good: 'every apiserver uses the file on its disk',
    bad: 'it is not certain that an apiserver uses the file on its disk',
    next: 'Wait one reload period (about a minute) and look again; then restart that apiserver.',
  },
  'strategy-fits-provider': {
    good: 'the strategy works with this kind of key',
    bad: 'the staged strategy does not work with secretbox keys',
    next: 'Use --strategy rotate-keys; with several control-plane servers add --freeze-writes.',
  },
  'write-window': {
    good: 'no Secret can be lost in a write window',
    bad: 'rotate-keys with more than one control-plane server can lose Secrets that are written while it runs',
    next: 'With aescbc keys use --strategy staged. Otherwise refuse writes during the run: --strategy rotate-keys --freeze-writes (Kubernetes 1.30 or newer), or stop all writers of Secrets and accept the window: --strategy rotate-keys --accept-write-window',
  },
  'freeze-strategy': {
    good: 'the strategy has a window in which writes must be refused',
    bad: 'only rotate-keys has a window in which writes must be refused; staged loses nothing without it',
    next: 'Leave --freeze-writes out, or ask for --strategy rotate-keys.',
  },
  'freeze-version': {
    good: 'every apiserver knows ValidatingAdmissionPolicies',
    bad: 'refusing writes needs Kubernetes 1.30 or newer',
    next: 'Upgrade first, or leave --freeze-writes out: with aescbc keys --strategy staged needs none.',
  },
  'read-window': {
    good: 'no read of a Secret fails during the run',
    bad: 'until the other servers have restarted, Secrets cannot be written, and reads of rewritten ones through those servers fail',
    next: 'Choose a quiet hour, and warn everybody who writes Secrets.',
  },
  'apiserver-reload': {
    good: 'the reload method fits the distribution',
    bad: 'K3s has no container of its own for the apiserver: apiserverReload is ignored',
    next: 'Set rotation.apiserverReload to wait in the inventory.',
  },
  'files-equal': {
    good: 'the encryption file and the state file are the same everywhere',
    bad: 'the encryption file or state file of a server differs from the others',
    next: 'See keyturn status; a server missed a restart or was restored on its own.',
  },
  census: {
    good: 'every Secret in etcd is under the active key',
    bad: 'not every Secret in etcd is under the active key',
    next: 'See keyturn status for the counts per key; a rotation moves them all.',
  },
  'read-back': {
    good: 'Secrets were read one by one through every server',
    bad: 'not every Secret could be read through every server',
    next: 'See keyturn status: which keys that server has, and which file its apiserver has loaded.',
  },
};

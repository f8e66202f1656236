import { commandLine, type Hints } from '../hints.ts';
import type { CheckWords } from './words.ts';

/** Encryption, the Secrets themselves, the strategy, and the proof. */
export const SECRET_CHECK_WORDS: Readonly<Record<string, CheckWords>> = {
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
  'secrets-updatable': {
    good: 'updates of Secrets that change nothing are admitted (a sample, in a dry run)',
    bad: 'updates of Secrets that change nothing are refused, or nobody could say: the first refusal stops the rewrite half-way',
    next: "Find what refuses them, often an admission webhook: kubectl patch secret NAME -n NAMESPACE --type=merge -p '{}' --dry-run=server",
  },
  'writes-open': {
    good: 'no refusal of writes of Secrets was left behind',
    bad: 'writes of Secrets are refused by a policy that a run of keyturn left behind; every server writes with the same key, so that it can go',
    next: 'Take it away: kubectl delete validatingadmissionpolicybinding,validatingadmissionpolicy keyturn-freeze-secrets',
  },
  'writes-left-frozen': {
    good: 'no refusal of writes of Secrets was left behind',
    bad: 'writes of Secrets are refused by a policy of keyturn, and must be for now: servers do not have the same key',
    next: (hints) => [
      'Leave the policy in force: a Secret that is written through a server with the old key could be lost. Continue that rotation: it lets writes through at its end.',
      ...continuing(hints),
    ],
  },
  'other-actors': {
    good: 'no upgrade plan is being applied',
    bad: 'an upgrade plan is being applied',
    next: 'Wait until it has finished, or pause it.',
  },
  'questions-answered': {
    good: 'every question was answered',
    bad: 'a question was not answered',
    next: 'Fix what prevented an answer.',
  },
  'stage-allowed': {
    good: 'no rotation is half-done',
    bad: 'a rotation is half-done',
    next: (hints) => [`See its state: ${commandLine(hints, 'status')}`, ...continuing(hints)],
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
  'adopted-write-window': {
    good: 'no Secret can be lost in a write window of the rotation that is continued',
    bad: 'the rotation was begun with rotate-keys: until every control-plane server has restarted and loaded the new key, a Secret that is written through one of the others lies under the old key and can be lost',
    next: (hints) => [
      `Refuse writes of Secrets until it is over (Kubernetes 1.30 or newer): ${commandLine(hints, 'rotate', '--adopt', '--freeze-writes')}`,
      `Or stop everything that writes Secrets, and accept the window: ${commandLine(hints, 'rotate', '--adopt', '--accept-write-window')}`,
    ],
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
  'rewrite-length': {
    good: 'the list by which the engine rewrites the Secrets lives longer than the rewrite',
    bad: 'the rewrite is expected to take longer than its list of the Secrets lives (an apiserver compacts etcd, every five minutes by default): the engine would stop half-way, without a word',
    next: 'Before the run, give every apiserver a longer --etcd-compaction-interval (kube-apiserver-arg: etcd-compaction-interval=1h in config.yaml, then restart the servers one at a time). Without that, staged loses nothing, and a run that stopped so can be resumed, each time from further on.',
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

function continuing(hints: Hints): readonly string[] {
  return [
    `If it is a run of keyturn from here, continue it: ${commandLine(hints, 'rotate', '--resume')}`,
    `If not, see how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
  ];
}

import { commandLine, type Hints, resumeLine } from '../hints.ts';
import type { CheckWords } from './types.ts';

/** A live server with an unrecognised name would lose its etcd member, and RKE2 would take its static pods down. */
export const GONE =
  'Delete no Node object for it: the engine then removes the etcd member of that server. One that is gone for good is taken out by the documentation of the distribution.';

/** Checks of encryption, Secrets, strategy and proof. */
export const SECRET_CHECK_WORDS = {
  'encryption-enabled': {
    good: 'encryption at rest is on',
    bad: 'encryption at rest is off, or has no key',
    next: 'Turn it on by the documentation of the distribution; on K3s in this order: secrets-encrypt enable on one server, then secrets-encryption: true in the configuration of every server, then a restart of one after the other. With the setting first, each server makes a key of its own.',
  },
  'managed-path': {
    good: 'the apiservers are told to read the file that the engine manages',
    bad: 'an apiserver is told to read another encryption file than the one that the engine manages, or that cannot be seen',
    next: 'A rotation would change nothing that is used. Leave encryption-provider-config in kube-apiserver-arg until every Secret is under a key of the file that the engine manages: that move is described by the documentation of the distribution.',
  },
  'automatic-reload': {
    good: 'no apiserver has to be told of a new encryption file, or its container is restarted',
    bad: 'an apiserver does not take a new encryption file by itself, or that cannot be seen: the run would wait in vain',
    next: 'Set rotation.apiserverReload to restart-container in the inventory, or give the apiserver --encryption-provider-config-automatic-reload=true.',
  },
  'providers-managed': {
    good: 'the encryption file is of the form that the engine makes: Secrets alone, one provider and identity',
    bad: 'the encryption file is not of the form that the engine makes for the configured provider: what a rotation does with it cannot be proven',
    next: 'Do not edit the file: with an edited one, newer than that of the datastore, the next start of its server is refused or undoes the edit. A move to another provider, or from a file of your own, is not a rotation: do it by the documentation of the distribution.',
  },
  'file-modes': {
    good: 'only root can read the credential files',
    bad: 'others besides root can read a credential file',
    next: 'On that server: chown root:root and chmod 600 the file.',
  },
  'nodes-annotated': {
    good: 'every control-plane Node carries its hash',
    bad: 'a control-plane Node carries no hash: "All hashes match" says nothing about it',
    next: `The engine writes it when the service starts: if this is all that refuses, restart the service on that server, once. ${GONE}`,
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
    next: "Encrypt them before the rotation by an empty patch of each, through whichever server (keyturn verify names some): kubectl patch secret NAME -n NAMESPACE --type=merge -p '{}'; when new ones come, find out what writes past the provider.",
  },
  'unknown-prefixes': {
    good: 'every Secret has a prefix that is known',
    bad: 'some Secrets have a prefix that keyturn does not know: it could not prove them afterwards',
    next: 'Find out which provider wrote them.',
  },
  'keys-at-hand': {
    good: 'every Secret is under a key that a server has',
    bad: 'some Secrets are under a key that no server has: they are already unreadable',
    next: (hints) => [
      `Restart no server and remove no sealed copy. See who still has that key: ${commandLine(hints, 'status')}`,
    ],
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
    next: (hints) =>
      ownRun(hints) ?? [
        'Take it away: kubectl delete validatingadmissionpolicybinding,validatingadmissionpolicy keyturn-freeze-secrets',
      ],
  },
  'writes-left-frozen': {
    good: 'no refusal of writes of Secrets was left behind',
    bad: 'writes of Secrets are refused by a policy of keyturn, and must be for now: servers do not have the same key, or one that is left out may still write',
    next: (hints) => [
      'Leave the policy in force: a Secret that is written through a server with the old key could be lost. Continue that rotation: it lets writes through at its end.',
      ...continuing(hints),
    ],
  },
  'canaries-admitted': {
    good: 'a canary Secret would be admitted through every apiserver',
    bad: 'a canary Secret, which each gate writes in kube-system, would be refused',
    next: 'Let keyturn write them: exempt Secrets in kube-system whose names begin with keyturn-canary- from what refuses, for as long as the run lasts.',
  },
  'questions-answered': {
    good: 'every question was answered',
    bad: 'a question was not answered',
    next: 'Fix what prevented an answer.',
  },
  'rewrite-cut-off': {
    good: 'no rewrite was cut off',
    bad: 'a rewrite of Secrets was cut off by a crash: this server has both keys, and what is written through it cannot be read through a server without the later one',
    next: (hints) => [
      'Hold off whatever writes Secrets through that server, and do not restart it: it may have the only copy of the later key.',
      `See which keys each server has, and how many Secrets are under each: ${commandLine(hints, 'status')}`,
      'Only where the release saves both keys before it rewrites (bothKeysSaved=yes), restart the service on each of the other servers, one at a time: they take both keys from the datastore, and every Secret can be read everywhere again. The rest is for a person to decide.',
    ],
  },
  'secrets-seen': {
    good: 'the datastore shows Secrets',
    bad: 'the datastore shows no Secret, and every cluster has some: the apiservers use another one, or another prefix in it',
    next: 'See whether kube-apiserver-arg has etcd-servers, etcd-servers-overrides or etcd-prefix: keyturn counts under /registry/secrets/ in the datastore that the configuration of the servers names.',
  },
  'unused-files': {
    good: 'no server without an apiserver keeps an earlier key in its encryption file',
    bad: 'a server without an apiserver keeps another key than the active one in its encryption file',
    next: 'It takes the file of the datastore when its service starts: at its next restart, for which there is no haste.',
  },
  'stage-allowed': {
    good: 'no rotation is half-done',
    bad: 'a rotation is half-done',
    next: (hints) => [`See its state: ${commandLine(hints, 'status')}`, ...continuing(hints)],
  },
  'hashes-match': {
    good: 'all hashes match',
    bad: 'hashes do not match: a server has not taken the latest file',
    next: differing,
  },
  'one-key': {
    good: 'every server has exactly one key',
    bad: 'a server has more than one key, or none: a rotation was cut off',
    next: 'See keyturn status. Delete nothing: the second key may still be needed.',
  },
  'same-active-key': {
    good: 'the same key is active everywhere',
    bad: 'different keys are active on different servers',
    next: differing,
  },
  'same-file': {
    good: 'the encryption file is the same everywhere',
    bad: 'the encryption file differs between servers',
    next: differing,
  },
  'state-matches-file': {
    good: 'file, state file and Node annotation belong together',
    bad: 'file, state file and Node annotation of a server do not belong together: a rewrite was cut off',
    next: 'See keyturn status. Delete nothing under server/cred.',
  },
  'apiserver-loaded': {
    good: 'every apiserver uses the file on its disk',
    bad: 'it is not certain that an apiserver uses the file on its disk',
    next: 'Wait one reload period (about a minute) and look again; then see in the log of that apiserver why it does not take the file. Restart it only where keyturn status names no key that a server lacks: with such a Secret in the datastore it would not get ready again.',
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
  'key-saved-first': {
    good: 'a new key is saved in the datastore before anything is rewritten under it',
    bad: 'rotate-keys of this release keeps the new key in one file of one server until all Secrets are rewritten: with that disk they would be lost',
    next: 'Leave --strategy rotate-keys out: staged saves the key first. Or upgrade.',
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
    bad: 'the rewrite is expected to take longer than its list of the Secrets lives (an apiserver compacts the datastore, every five minutes by default): the engine would stop half-way, without a word',
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
    next: differing,
  },
  census: {
    good: 'every Secret in the datastore is under the active key',
    bad: 'not every Secret in the datastore is under the active key',
    next: 'See keyturn status: it says first when they are under a key that a server does not have. If every server has every key, the next rotation moves them all.',
  },
  'read-back': {
    good: 'Secrets were read one by one through every server',
    bad: 'not every Secret could be read through every server',
    next: 'See keyturn status: which keys that server has, and which file its apiserver has loaded.',
  },
} satisfies Readonly<Record<string, CheckWords>>;

/** A restart gives a server the files of the datastore. */
function differing(hints: Hints): readonly string[] {
  return [
    `See which keys each server has, and how many Secrets are under each: ${commandLine(hints, 'status')}`,
    'A server that only missed a restart has no key that the others lack: restart its service, once. Restart none that has such a key: it could be the last copy.',
  ];
}

function continuing(hints: Hints): readonly string[] {
  const own = ownRun(hints);
  if (own !== undefined) return own;
  return [
    `If it is a run of keyturn from here, continue it: ${resumeLine(hints)}`,
    `If not, see how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
  ];
}

/** A run that is kept here ends what it began. Status gives the same advice. */
function ownRun(hints: Hints): readonly string[] | undefined {
  const run = hints.unfinishedRun?.();
  return run === undefined ? undefined : [`Continue run ${run}: ${resumeLine(hints)}`];
}

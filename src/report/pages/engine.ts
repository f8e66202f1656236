import type { FailurePage } from './types.ts';

/** Pages of `secrets-encrypt`, of what it leaves, and of snapshots. */
export const ENGINE_PAGES = {
  'status-refused': {
    title: 'The engine cannot report the state of its encryption',
    meaning: [
      '`secrets-encrypt status` answered with an error on this server. The command shows only an error ID; the reason is in the journal of the service, where keyturn has read it from. Usual reasons are a server that is still starting (`starting`, `runtime core not ready`), a Node without its annotation, an etcd-only server, or a datastore that does not answer.',
      'An unread status is never taken for "encryption is off".',
    ],
    safe: 'Nothing was changed by the question.',
    steps: [
      'Where the service is starting, wait until it is active and ask again.',
      'For `missing annotation on node`, encryption was switched on in the datastore and that server has not restarted since; `keyturn doctor` says which.',
      'Otherwise mend the cause that the message quotes, in the journal by its ID: `journalctl -u rke2-server.service | grep ID`.',
    ],
    never: [
      'switch encryption on because the status could not be read.',
      'ask for the status again and again while a server starts, on releases of April 2025: it can crash that server (rancher/rke2#8236).',
    ],
    sources: ['docs/facts/failures.md 2.2', 'docs/facts/failures.md 5.4', 'docs/facts/real-engine.md 5'],
  },
  'stage-command-refused': {
    title: 'The engine refused a stage command before it changed anything',
    meaning: [
      "The engine checks stage, hashes of all control-plane Nodes and its own file before it writes. The words of the refusal are in the journal of the leader's service, and keyturn knows them as those that come before any write.",
      'Examples: `hash does not match between A and B` (a server missed a restart, or a Node remained of a server that is gone), `incorrect stage` (the Node that it names is the first in the list and not always the one), `invalid hash` (the file was changed after its annotation).',
    ],
    safe: 'Nothing was changed: no key was made, and no Secret was rewritten.',
    steps: [
      'For hashes that do not match, see which server differs: `keyturn status --inventory hosts.yaml`. One that only missed a restart has no key that the others lack; restart its service once.',
      'For a Node of a server that is gone for good, take that server out by the documentation of the distribution.',
      'Then go on: `keyturn rotate --inventory hosts.yaml --resume`. It sends the command under a new look.',
    ],
    never: ['use `--force`. It skips the very check that keeps two servers from having different keys.'],
    sources: ['docs/facts/failures.md 2.2', 'k3s-io/k3s#13598'],
  },
  'stage-command-not-taken': {
    title: 'A stage command never reached the server',
    meaning: [
      'The connection or `systemd-run` failed before systemd had taken the command. Stage commands run in a systemd unit with a name of their own; no unit of that name exists, and the leader is unchanged.',
    ],
    safe: 'Nothing was changed. The command may be sent, because it never was.',
    steps: [
      'See that the server can be reached and that systemd there starts units: `systemctl is-system-running`.',
      'Go on: `keyturn rotate --inventory hosts.yaml --resume`. The command gets the same name, so that two of it could not run.',
    ],
    never: ['send the command by hand beside it.'],
    sources: ['docs/how-it-works.md "What is never done"'],
  },
  'stage-command-unclear': {
    title: 'It is not clear whether a stage command took effect',
    meaning: [
      'The command was sent, and neither its answer nor stage, keys and hashes of the leader decide whether it took effect. Exit codes of the engine are wrong in both directions: time-outs that succeed, successes that only started something.',
      'A second `prepare` or `rotate-keys` makes one more key. So keyturn sends no stage command twice, and stops.',
    ],
    safe: 'Secrets that could be read before can be read now, as long as no server restarts: the files that the running apiservers use have not lost a key.',
    steps: [
      'Look at stage and keys: `keyturn status --inventory hosts.yaml`.',
      "Read the journal of the leader's service around that time: `journalctl -u rke2-server.service --since TIME`. `Adding secrets-encryption key` means that a key was made.",
      'Where it took effect: `keyturn rotate --inventory hosts.yaml --resume`.',
      'Where it certainly did not: end this run (`keyturn runs end`, which changes nothing on the servers), then see what a new one would do.',
    ],
    never: [
      'send the command again by hand.',
      'restart a server before this is clear. The restart takes the files of the datastore, and the new key may not be in them.',
    ],
    sources: ['docs/facts/failures.md 2.1', 'docs/facts/failures.md 7.3', 'k3s-io/k3s#12373', 'k3s-io/k3s#13763'],
  },
  'rewrite-failed': {
    title: 'The engine stopped rewriting Secrets',
    meaning: [
      'The engine goes through all Secrets and updates each. Any error but a conflict ends it on the way: a Secret that was deleted since it was listed, an admission webhook or policy that refuses one, an apiserver that has not loaded the new file in time. Its event `SecretsUpdateError` has the reason.',
      'With the staged strategy every server has both keys at this moment, so that nothing is unreadable. With `rotate-keys` only the leader has both.',
    ],
    safe: 'No Secret is lost. The message says who can read what: with both keys on every server everything; otherwise only the leader reads all of them.',
    steps: [
      'Remove the cause. The engine names the Secret, and often the webhook.',
      'With both keys everywhere, restart the service of the leader alone where the text asks for it, then `--resume`: the rewrite is asked for again and goes faster, because what is rewritten already takes less time.',
      'For deleted Secrets a run goes on by itself; where it did not come to an end, choose a quieter hour.',
      'Where only the leader has both keys, leave it running, keep its files, and let a person decide with the text of the message at hand.',
    ],
    never: [
      'restart the leader while it alone has both keys.',
      'send `rotate-keys` again.',
      'delete or edit a file under `server/cred`.',
    ],
    sources: [
      'docs/facts/failures.md 2.3',
      'docs/facts/measured.md 9',
      'docs/facts/real-engine.md 10',
      'k3s-io/k3s#6824',
      'rancher/rke2#4781',
    ],
  },
  'rewrite-overdue': {
    title: 'A rewrite shows neither its end nor a failure',
    meaning: [
      'For three minutes neither the journal of the leader nor the count in the datastore has shown progress, and the time allowed for the number of Secrets is over. Three things look like this: a slow rewrite, one whose list of Secrets has expired (the apiserver compacts the datastore every five minutes, and the engine says nothing then), and an apiserver that cannot list the Secrets because one of them is unreadable.',
      'The message says which of them it is where that can be seen: it counts which Secrets can be read through the leader.',
    ],
    safe: 'With both keys on every server every Secret under one of them stays readable. Otherwise both keys are on the leader, and must stay there.',
    steps: [
      'Where Secrets are unreadable, see under which key: `keyturn status --inventory hosts.yaml`, and follow the page keys-out-of-reach.',
      'Where the list has expired, restart the service of the leader alone (staged), then `--resume`. With many Secrets give the apiservers a longer `--etcd-compaction-interval` before the next run.',
      'Where it is only slow, `--resume` sends nothing and waits again.',
    ],
    never: ['restart anything while only one server has both keys.'],
    sources: [
      'docs/facts/measured.md 8',
      'docs/facts/real-engine.md 2',
      'docs/facts/failures.md 2.3',
      'rancher/rke2#3186',
    ],
  },
  'new-key-missing': {
    title: 'The new key is not in the encryption file',
    meaning: [
      'The stage command has ended, and the encryption file of the leader has no new key, although the rotation must have put one there. Without the key nothing can be sealed, and nothing may be restarted.',
    ],
    safe: 'Every Secret is under the old key, which every server has.',
    steps: [
      'Look at keys and stage: `keyturn status --inventory hosts.yaml`.',
      "Read the journal of the leader's service around the command. `Adding secrets-encryption key` names the key that was made; an error after it says why it was not written.",
      'See that the disk of the data directory is neither full nor read-only.',
    ],
    never: [
      'restart the leader before it is clear. A key that is only in the datastore or only in memory would be decided by that restart.',
    ],
    sources: ['docs/facts/engine.md "State"', 'docs/facts/failures.md 7.3'],
  },
  'datastore-unseen': {
    title: 'Secrets cannot be counted in the datastore',
    meaning: [
      '`no-etcd-server` means that no server is known on which the datastore can be asked. `no-secrets-seen` means that the datastore shows no Secret, while every cluster has some: the apiservers use another one, or another prefix in it (`etcd-servers`, `etcd-servers-overrides`, `etcd-prefix`).',
      'The count decides when the old key may go. A count of none in the wrong place would prove anything.',
    ],
    safe: 'Nothing is restarted or dropped without a count. Where a run had begun, both keys are still on the servers.',
    steps: [
      'See that the inventory names all servers with etcd, and that `kube-apiserver-arg` in their configuration names no other datastore.',
      'See what keyturn takes for the datastore: `keyturn status --inventory hosts.yaml`.',
      'Then `--resume`, or `--dry-run` before a run.',
    ],
    never: ['take an empty count for "no Secret needs the old key".'],
    sources: ['docs/before-a-run.md "Datastores"', 'docs/facts/datastores.md 1', 'docs/facts/measured.md 4'],
  },
  'freeze-unconfirmed': {
    title: 'Not every apiserver refuses or accepts writes as wanted',
    meaning: [
      'With `--freeze-writes` a ValidatingAdmissionPolicy refuses writes of Secrets while servers have different keys. Whether it is in force, or gone again, is tried through every apiserver, because each takes it over within about a second, and one that hangs does not.',
    ],
    safe: 'Before the command: `rotate-keys` was not sent, and nothing changed. After it: the policy stays in force until it can go, and a refused write is not a lost one.',
    steps: [
      'See whether every apiserver answers: `keyturn status --inventory hosts.yaml`.',
      'Go on: `keyturn rotate --inventory hosts.yaml --resume`. It tries each apiserver again.',
      'Where writes must be open at once, ask first whether they may: `keyturn doctor` says `freeze-left` (may go) or `freeze-must-stay`.',
    ],
    never: [
      'remove the policy by hand while servers have different keys. What is then written through one of them can be lost.',
    ],
    sources: [
      'docs/how-it-works.md "Frozen writes"',
      'docs/facts/measured.md 6',
      'docs/runbook.md "Writes of Secrets are refused"',
    ],
    forms: {
      frozen: 'Not every apiserver refuses writes yet, so that `rotate-keys` was not sent.',
      'frozen-again': 'A resumed run could not bring the refusal back everywhere.',
      'deletes-allowed': 'The rewrite is over, and some apiserver does not let Secrets be deleted again.',
      open: 'The rotation is over, and some apiserver does not accept writes again.',
    },
  },
  'freeze-blocks-rewrite': {
    title: "A freeze of writes would refuse the engine's own rewrite",
    meaning: [
      "The policy of `--freeze-writes` lets one thing through: the engine's update that changes nothing. A dry run of that update was refused for some Secrets, because something changes them on the way, most often a mutating admission webhook. The rewrite would stop at the first of them, half-way.",
    ],
    safe: 'rotate-keys was not sent, and nothing changed. The freeze is lifted by the run that stopped before the command.',
    steps: [
      'Find the webhook: `kubectl get mutatingwebhookconfigurations`, and which of them select Secrets of the named namespaces.',
      "Exempt the engine's user (`system:rke2-supervisor` or `system:k3s-supervisor`) or these Secrets for as long as the run lasts.",
      'Then `keyturn rotate --inventory hosts.yaml --resume`.',
    ],
    never: [],
    sources: ['docs/how-it-works.md "Frozen writes"', 'docs/facts/measured.md 6', 'rancher/rke2#4781'],
  },
  'snapshot-unconfirmed': {
    title: 'The snapshot is not there as expected',
    meaning: [
      'A snapshot counts only where the list of the engine shows it with its name, a size and a fresh time; of SQLite, where the copy is whole. The engine can end such a command with exit code 0 and say in its log alone that it failed, for example for lack of space or because two snapshots ran at once.',
    ],
    safe: 'Before the first change nothing was changed. At the end of a run the rotation itself is done and proven.',
    steps: [
      "Read why in the journal of that server's service, and look at space and permissions of the snapshot directory.",
      'See that no scheduled snapshot runs at the same minute.',
      'Repeat the command. Where you have backups of another kind, `rotation.snapshot: false` leaves it out.',
    ],
    never: ['leave the snapshot out because it failed. It is the way back from what no key can read.'],
    sources: ['docs/facts/failures.md 5.6', 'docs/facts/real-engine.md 12', 'rancher/rke2#6226'],
  },
  'seal-unconfirmed': {
    title: 'A sealed copy is not as expected',
    meaning: [
      'Before anything is restarted, the credential files are copied to /var/lib/keyturn/sealed on their own server, readable by root alone, and read back by their hash. The copy that is there is missing, incomplete, or readable by others.',
    ],
    safe: 'Nothing was restarted since. A run does not go on without the copy, because it is the difference between a repair of a minute and a restore of the datastore.',
    steps: [
      'See space and permissions on that server: `df -h /var/lib`, `ls -ld /var/lib/keyturn`.',
      'Then repeat the command, with `--resume` where a run had begun.',
    ],
    never: ['copy the credential files anywhere else by hand. They are key material.'],
    sources: ['docs/facts/measured.md 1', 'docs/facts/real-engine.md 4', 'SECURITY.md'],
  },
} satisfies Readonly<Record<string, FailurePage>>;

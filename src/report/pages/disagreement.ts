import type { Disagreement } from '../../model/failures/run.ts';
import type { FailurePage } from './types.ts';

const FORMS: Readonly<Record<Disagreement, string>> = {
  'stage-went-back':
    'The cluster is further back than the run had brought it. A datastore that was restored from a snapshot shows this, and so does a second rotation. After a restore the new key is in no file of the datastore any more, and Secrets that were rewritten since are gone with the old data.',
  'stage-beyond-journal':
    'The cluster is further on than anything the run intended. Somebody sent a stage command by hand or with another tool, or another machine adopted the rotation and finished it. In the latter case `keyturn verify` holds, and this run can be ended with `keyturn runs end`.',
  'crashed-rewrite':
    'The stage looks clean, and a file has two keys or a hash that is not that of its state file. The server was stopped in the middle of a rewrite: the stage of a rewrite is not kept over a restart. Until March 2026 the new key was then in one file of one server.',
  'unknown-key':
    'A server has a key that this run neither found nor made. Another rotation, a restored file, or a server of another cluster can be the reason.',
  'stages-inconsistent':
    'The servers show stages that no rotation produces side by side. One may have been restored alone, or missed a whole roll.',
  'key-missing':
    'Secrets are under a key that no server has, and they were before this run could have used it. See the page keys-out-of-reach: nothing is restarted, and no copy is removed.',
  'servers-changed':
    'A server of the journal is missing in the inventory, or one has joined. A server that is gone for good stays in the inventory while the run lasts, and is left out with `--without`. One that joined took the keys of the datastore and is part of the next plan.',
  'rewrite-ambiguous':
    'A rewrite that somebody else began goes on at this moment. Only its end shows whether it keeps the old key (`reencrypt --skip`, stage `rotate`) or drops it (`reencrypt_finished`). Wait; restart nothing.',
  'command-still-running':
    'The systemd unit of a stage command of this run still runs on the leader. It outlives the connection on purpose. Wait until it has ended, then resume.',
};

/** The page of a journal and a cluster that do not fit together. */
export const DISAGREEMENT_PAGES = {
  'journal-disagrees': {
    title: 'Journal and cluster do not fit together',
    meaning: [
      'A resumed run compares what its journal intended with what the servers show. Where no order of the intended acts leads to what is there, something else has changed the cluster, and going on could drop a key that is still needed.',
    ],
    safe: 'This command changed nothing. Which Secrets can be read depends on the form; `keyturn status` says so first where some cannot.',
    steps: [
      'Look at all servers: `keyturn status --inventory hosts.yaml`, then `keyturn doctor`, which names the cause where it knows it.',
      'Find out who else was at work: other people, the journal of the service on each server, restored snapshots, Rancher.',
      'When the state is explained, either bring it back to what the run expects and resume, or end the run here (`keyturn runs end`) and see what is left from what the cluster shows: `keyturn rotate --adopt --dry-run`.',
    ],
    never: [
      'delete or edit anything under `server/cred`.',
      'send a `secrets-encrypt` command, or use `--force`.',
      'restart a server before the state is explained, unless the form says so.',
    ],
    sources: ['docs/facts/failures.md 7.3', 'docs/facts/failures.md 7.5', 'k3s-io/k3s#13763'],
    forms: FORMS,
  },
} satisfies Readonly<Record<string, FailurePage>>;

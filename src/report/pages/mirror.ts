import type { FailurePage } from './types.ts';

/** Pages of the journal's copy on the leader. */
export const MIRROR_PAGES = {
  'journal-behind': {
    title: 'Another machine went on with the run',
    meaning: [
      'The leader has a copy of the journal of each run. It has lines that the journal on this machine does not have, or it is the copy of a newer run. So another machine has taken the run up, usually while this one was switched off, asleep or taken for lost.',
      'In the middle of a run it means the same, or that somebody changed the copy. The intention of the next step was refused, and the step was not sent.',
    ],
    safe: 'Nothing was sent after that. The cluster is where the other machine left it, and its journal is the one that counts.',
    steps: [
      'Ask who went on with it, and leave it to that machine: what it continued is finished there.',
      'See how the cluster is: `keyturn status --inventory hosts.yaml`.',
      'Where the other machine is gone too, move the directory of the run on this machine out of the way, as the message says, and continue from the copy: `keyturn rotate --inventory hosts.yaml --resume`.',
    ],
    never: ['edit or remove the copy to make the old journal fit. It may be the only record of what was sent since.'],
    sources: ['docs/journal.md'],
  },
  'mirror-corrupt': {
    title: "The copy of another machine's journal is damaged",
    meaning: [
      'Another machine began a run that is not finished, and its journal is known only from a copy on the leader. The copy is not whole: a line was changed, removed or inserted, or it is a journal of something else. Nothing is taken from such a copy.',
    ],
    safe: 'This command changed nothing. Where the machine that began the run still exists, the journal there is whole and counts.',
    steps: [
      'Keep a copy of the file as evidence.',
      'Continue on the machine that began the run, where it exists: a damaged copy is set aside there and written once more.',
      'Otherwise look at the cluster, `keyturn status --inventory hosts.yaml`, and give the run up here: `keyturn runs end --inventory hosts.yaml` keeps the damaged journal on this machine and changes nothing on the servers.',
      'See how the rotation would be taken over from what the cluster shows: `keyturn rotate --inventory hosts.yaml --adopt --dry-run`.',
    ],
    never: ['edit the copy, not even to repair it.'],
    sources: ['docs/journal.md', 'docs/decisions/0004-hash-chain.md'],
  },
  'mirror-unwritable': {
    title: 'The journal cannot be copied to the leader',
    meaning: [
      'Before the first change of a run, and where a machine takes over the run of another one, the copy of the journal on the leader has to be written. The disk there is full, the directory is read-only, is a symbolic link or belongs to another user, or the leader did not answer.',
      'Later in a run the same is only a warning: the journal on this machine has every line, and a cluster that is half-way must not wait for a copy.',
    ],
    safe: 'No step was sent by this process.',
    steps: [
      'Read the cause in the message. The engine writes to the same disk, so a full one has to be cleared in any case.',
      'Begin or continue as before.',
      'Where the journal is to stay on this machine alone, say `journal: { mirror: false }` for the cluster in the inventory. A lost machine is then a lost run.',
    ],
    never: [],
    sources: ['docs/journal.md'],
  },
  'mirrored-run-unfinished': {
    title: 'A run of another machine is not finished',
    meaning: [
      'A server has the copy of the journal of a run that another machine began and that is not over. A new rotation never begins on top of it.',
    ],
    safe: 'This command changed nothing. A run that stopped leaves every Secret readable unless its text says otherwise.',
    steps: [
      'Ask whether that machine still exists, and whether somebody is about to continue there: `keyturn status --inventory hosts.yaml` says whether it is at work.',
      'Continue it here where it does not: `keyturn rotate --inventory hosts.yaml --resume --dry-run`, then without `--dry-run`.',
      'Give it up only where it cannot be continued: `keyturn runs end --inventory hosts.yaml` changes nothing on the servers, and a rotation that is half-done is then taken over with `--adopt`.',
    ],
    never: [
      'remove the copy to get rid of the message. The servers stay as they are, and nobody knows then what was sent.',
    ],
    sources: ['docs/journal.md'],
  },
} as const satisfies Readonly<Record<string, FailurePage>>;

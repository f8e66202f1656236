import type { FailurePage } from './types.ts';

/** Pages of a rescue that cannot begin, or stops at a file. */
export const RESCUE_PAGES = {
  'rescue-refused': {
    title: 'No rescue is begun',
    meaning: [
      '`keyturn rescue` puts a key back into encryption files. It does so only where no rotation mends the state by itself, where the engine does nothing meanwhile, and where each file on a control-plane server is one that `rotate-keys` or an earlier rescue leaves. Each reason that it refuses for is in the message.',
    ],
    safe: 'Nothing was changed, and no key has left its server.',
    steps: [
      'Hold off everything that restarts servers until it is clear what the Secrets need.',
      'Do what the message says for each reason. Where a rotation mends the state, go on with that one.',
      'Look again: `keyturn rescue --inventory hosts.yaml --dry-run`.',
    ],
    never: [
      'write an encryption file by hand to get past a refusal. A file that is newer than the copy in the datastore keeps its server from starting.',
      'remove a sealed copy, a snapshot or a file under `server/cred`.',
    ],
    sources: ['docs/operations/rescue.md', 'docs/facts/real-engine.md 3'],
    forms: {
      'nothing-missing': 'Every control-plane server has the key of every Secret.',
      'rotation-mends': 'A rotation that is continued brings the keys to all servers, or moves the Secrets.',
      'rewrite-running': 'The engine rewrites Secrets, so that their keys change under every look.',
      'writes-frozen': 'Writes of Secrets are refused by an earlier run, so that none could be moved.',
      'secrets-uncounted': 'The Secrets were not counted, or are under something that keyturn does not know.',
      'files-unread': 'An encryption file or its state file could not be read.',
      'apiservers-silent': 'An apiserver does not run at all, so that it takes up no file.',
      'reload-off': 'An apiserver does not poll its file, so that it takes up none without a restart.',
      'goal-unknown': 'No server has the file with which the engine ends a rewrite.',
      'files-unexplained': 'A file is there that neither a rotation nor a rescue leaves.',
      'copies-unread': 'No copy of the key was found, but not every server could be looked at.',
      'key-ambiguous': 'Files have keys of one name with different material.',
      'file-form': 'A file was not written by the engine, and is not taken apart.',
    },
  },
  'secrets-lost': {
    title: 'No copy of a key is left that Secrets need',
    meaning: [
      'The count in the datastore shows Secrets under a key that no encryption file and no sealed copy has, on any server that was looked at. The message counts them and names the first ones.',
      'Snapshots of the datastore from before the rotation have the key inside, sealed with the server token of their time. keyturn lists their files and opens none: only an engine that restores one can.',
    ],
    safe: 'All other Secrets can be read by keys that are still there. Nothing was changed.',
    steps: [
      'Look for a copy elsewhere first: a backup of a server or of its disk, a machine that was a server before, or `/var/lib/keyturn/sealed` in such a backup. A file with the key under `/var/lib/keyturn/sealed/NAME/before/encryption-config.json` of a server, root only, is found by the next `keyturn rescue --dry-run`.',
      'Otherwise choose. A restore brings these Secrets back as they were in the snapshot, and takes away everything of the whole cluster that was written since.',
      'Or give these Secrets up, and make them again from where they came. The message has the line that removes one of them from etcd. keyturn never sends it.',
    ],
    never: [
      'restart a server, or remove a snapshot, before it is decided.',
      'try to delete the Secrets through the API. It can neither read nor delete them.',
    ],
    sources: ['docs/operations/rescue.md', 'docs/facts/measured.md 1', 'docs/facts/failures.md 2'],
  },
  'file-changed': {
    title: 'An encryption file is not the expected one',
    meaning: [
      'Each write of a rescue names the hash of the file that it replaces and of the file that it leaves. The file on the server, or a file that the rescue takes a key from, has another hash now, or the copy in the datastore was saved again meanwhile. So somebody else writes there, or uses the engine.',
    ],
    safe: 'The file was not written over. Files that have a key more than the copy in the datastore keep their servers from starting until they are back.',
    steps: [
      'Restart no server. Find out who wrote: configuration management, another person, a command of the engine.',
      'Hold that off, and see that the file is as the message expects it. The sealed copies of this run have the files from before.',
      'Go on: `keyturn rescue --inventory hosts.yaml --resume`, or put the files from before back: `keyturn rescue --inventory hosts.yaml --undo`.',
    ],
    never: ['run a command of `secrets-encrypt` while a rescue is unfinished.'],
    sources: ['docs/operations/rescue.md', 'docs/facts/failures.md 2'],
  },
  'rescue-unfinished': {
    title: 'The unfinished run is another operation, or is too far to be undone',
    meaning: [
      '`other-operation`: a rescue is continued by `keyturn rescue --resume`, a rotation by `keyturn rotate --resume`. Neither goes on as the other.',
      '`rescue-elsewhere`: a rescue is continued on the machine that has its journal. The copy of the journal on a server is not taken over, because it would decide which files are read on one server and written on another. Where that machine is gone, the run is given up by its copy, and a new rescue goes on from the files as they are.',
      '`undo-too-late`: once a rescue has moved Secrets, a server with its file from before could not read them. Later no Secret needs the missing key any more. Either way the rescue goes forward.',
    ],
    safe: 'This command changed nothing.',
    steps: ['Continue the run with the command that the message names.'],
    never: ['give the run up while a file still has a key more than the copy in the datastore.'],
    sources: ['docs/operations/rescue.md'],
  },
} satisfies Readonly<Record<string, FailurePage>>;

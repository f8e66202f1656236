import type { FailurePage } from './types.ts';

/** Pages of runs that cannot begin, or cannot go on. */
export const RUN_PAGES = {
  'servers-unasked': {
    title: 'Several servers cannot be asked',
    meaning: [
      'More than one server could not be asked, each for a reason of its own. The message has all of them at once.',
      'Before a rotation every server has to answer, because one that nobody looked at may still write with the old key.',
    ],
    safe: 'Nothing was changed by this command.',
    steps: [
      'Where all servers fail for the same reason, look at what they share: the jump host, the network, the key, the user.',
      '`keyturn status` and `keyturn doctor` show the servers that do answer.',
      'Mend each reason, then repeat the command.',
    ],
    never: ['leave out servers with `--without` that only cannot be reached from here.'],
    sources: ['docs/ssh.md', 'docs/runbook.md "A server that is gone for good"'],
  },
  'preflight-refused': {
    title: 'Checks refuse the rotation',
    meaning: [
      'Before a rotation every server, the datastore and the apiservers are looked at. A check that refuses has found something that would lose Secrets, stop the rotation half-way, or keep a restarted server from coming back. A refusal is mended and not overridden; where consent is enough, the advice names the option.',
      '`resume-refused` is the same before an unfinished run goes on. There only what threatens the rest of the run is looked at.',
    ],
    safe: 'Nothing was changed by this command. A run that had begun stays as it was.',
    steps: [
      'Mend what each refusal names; each has a section of its own under docs/checks.md, and `keyturn explain CHECK` prints it.',
      'Look again: `keyturn rotate --inventory hosts.yaml --dry-run` (with `--resume` for an unfinished run).',
      'Where several findings have one cause, `keyturn doctor --inventory hosts.yaml` names the cause alone.',
    ],
    never: ['rotate by hand past a refusal. The engine does not look at any of this.'],
    sources: ['docs/checks.md', 'docs/facts/failures.md 7.1'],
  },
  'lock-held': {
    title: 'Another run holds the lock',
    meaning: [
      'A run holds a Lease in the cluster (`kube-system/keyturn`) and a lock on its machine, and renews them while it is alive. Two rotations at once can make two keys, each known to some servers only.',
      'The lock of a dead process on the same machine is taken over at once. A Lease of another machine expires a minute after its last renewal.',
    ],
    safe: 'This command changed nothing.',
    steps: [
      'Ask the holder, whom the message names with user, machine and time.',
      'Where the holder is gone, wait until the Lease has expired, then go on where its journal is: `--resume` there, or `--adopt` from here.',
      'Only a lock file whose process cannot be seen from here (another container or host on a shared directory) may have to be removed by hand, with the line that the message prints.',
    ],
    never: ['delete the Lease or the lock file of a run that is alive.'],
    sources: ['docs/before-a-run.md "Others who restart servers"'],
  },
  'lock-lost': {
    title: 'A run lost its lock, or cannot confirm it',
    meaning: [
      '`lock-lost` means that somebody else took the Lease over, after this run had not renewed it in time: the machine slept, the network was gone, or its clock is far off. `lock-unconfirmed` means that for a minute no apiserver could be asked about the Lease. In both cases no further step is begun, because a second run could be at work.',
    ],
    safe: 'What was sent before goes on. Nothing more is sent.',
    steps: [
      'Find out who holds the Lease: `kubectl -n kube-system get lease keyturn -o yaml`, or `keyturn status`.',
      'When one run is left, go on with it: `keyturn rotate --inventory hosts.yaml --resume`.',
      'Where the apiservers did not answer, see first why: `keyturn doctor --inventory hosts.yaml`.',
    ],
    never: ['go on with both runs.'],
    sources: ['docs/how-it-works.md'],
  },
  'state-directory': {
    title: 'Journal, lock or runs cannot be read or written',
    meaning: [
      'keyturn does nothing that it cannot write down first: each intention is in the journal, on the disk, before it is sent. So a full or read-only state directory ends a run (`journal-unwritable`) or keeps it from beginning (`lock-unwritable`, `runs-unreadable`).',
      'What is in the directory is believed only where it belongs to the user that runs keyturn, or to root, and where no link leads away from it (`state-untrusted`). Otherwise somebody else could decide what keyturn believes to have sent.',
    ],
    safe: 'Nothing was sent that is not in the journal. The cluster may stay as it is; the message of the stop says what the keys are like.',
    steps: [
      'See the directory that is named: `df -h DIR`, `ls -ld DIR`. The default is `$XDG_STATE_HOME/keyturn`, else `~/.local/state/keyturn`.',
      'Free space, or correct owner and mode: it belongs to the user that runs keyturn.',
      'Where a link or another owner is the reason, find out who made it. `sudo keyturn` with the home of another user is such a case: run it as that user.',
      'Then repeat the command, with `--resume` where a run had begun.',
    ],
    never: [
      "name another `--state-dir` in the middle of a run. Its journal would not be found, and the run looks like somebody else's.",
    ],
    sources: ['SECURITY.md'],
  },
  'journal-corrupt': {
    title: 'A journal is damaged or was altered',
    meaning: [
      'Each line of a journal has a hash over itself and the line before. A line that does not follow the one before was changed, removed or inserted, or the disk lost a part of the file. A last line that was cut off by a crash is no damage: it is taken for never written.',
      'A journal that a newer release wrote may have lines in a form that an older one does not know. Its chain is whole then, and the message names the release that wrote it: that release, or a newer one, goes on with the run.',
      '`journal-altered` is the answer of `keyturn report RUN --check`, `journal-corrupt` that of a command that needed the journal.',
    ],
    safe: 'The cluster is not concerned by it. A run with a damaged journal is not resumed, because nobody knows what it had sent.',
    steps: [
      'Keep a copy of the file as evidence.',
      'Look at the cluster itself: `keyturn status --inventory hosts.yaml`, then `keyturn doctor`.',
      'The leader has a copy (docs/journal.md). Where that is whole, move the directory of the run on this machine out of the way, and `keyturn rotate --inventory hosts.yaml --resume` takes the copy.',
      'Otherwise, to go on with a rotation that is half-done, end that run here (`keyturn runs end`) and take the rotation over from what the cluster shows: `keyturn rotate --inventory hosts.yaml --adopt --dry-run`.',
    ],
    never: ['edit the journal, not even to repair it. The chain proves what was not changed.'],
    sources: ['docs/report.md', 'docs/decisions/0004-hash-chain.md'],
  },
  'nothing-to-resume': {
    title: 'There is nothing to resume or to adopt',
    meaning: [
      '`nothing-to-resume` means that no unfinished run of this cluster is kept on this machine, and no server has the copy of one. Its journal may be under another user, or on another machine that kept no copy, or the run has ended. `nothing-to-adopt` means that every server has the same single key: no rotation is half-done.',
    ],
    safe: 'Nothing was changed.',
    steps: [
      'See the runs that are kept here, and how they ended: `keyturn runs`.',
      'See the cluster: `keyturn status --inventory hosts.yaml`.',
      'Where it is in the middle of a rotation that was begun elsewhere, see how it would go on: `keyturn rotate --inventory hosts.yaml --adopt --dry-run`.',
    ],
    never: [],
    sources: ['docs/runbook.md "Resume"'],
  },
  'unfinished-run': {
    title: 'A run of this cluster is not finished',
    meaning: [
      'A new rotation never begins on top of an unfinished one: servers may have two keys, and a second new key would make three. The run is continued or given up first.',
    ],
    safe: 'A run that stopped leaves every Secret readable unless its text says otherwise; read it again with `keyturn runs show last`.',
    steps: [
      'See what is left: `keyturn rotate --inventory hosts.yaml --resume --dry-run`.',
      'Continue it: `keyturn rotate --inventory hosts.yaml --resume`.',
      'Give it up only where it cannot be continued: `keyturn runs end` changes nothing on the servers, and a rotation that is half-done is then taken over with `--adopt`.',
    ],
    never: ['give a run up to get rid of the message. The servers stay as they are, and so does the reason.'],
    sources: ['docs/runbook.md "Resume"'],
  },
  'keys-out-of-reach': {
    title: 'Secrets are under a key that servers do not have',
    meaning: [
      'The count in the datastore shows Secrets under a key that some or all servers do not have in their encryption file. It is what the documented `rotate-keys` leaves behind with several control-plane servers and writers at work: one server has the new key alone, and the others went on writing with the old one.',
      'A restarted server takes the file of the datastore. Where the key is missing there, the restart removes a copy of it; and an apiserver that starts while one Secret is unreadable never gets ready.',
    ],
    safe: 'The Secrets are intact in the datastore. Whether they can be read again depends on copies of their key: files of servers that still have it, memory of apiservers that have not reloaded, sealed copies, snapshots together with the server token.',
    steps: [
      'Hold off everything that restarts servers: upgrades, reboots, configuration management, people.',
      'Read which servers and sealed copies have the key: `keyturn status --inventory hosts.yaml` says it first.',
      'In the state `repairable` go on with `--resume` or `--adopt`: a server with both keys rewrites these Secrets for all.',
      'In the states `held` and `gone` see what `keyturn rescue --inventory hosts.yaml --dry-run` would do: put the key back beside the new one on every server, with nothing restarted, and move the Secrets. On a real cluster that made all 12,946 Secrets readable again after 70 seconds (docs/operations/rescue.md).',
    ],
    never: [
      'restart a server, also not one whose service stays at `activating`. It waits until it can read these Secrets, and goes on by itself.',
      'remove a sealed copy, a snapshot or a file under `server/cred`, whatever a log asks for.',
      'delete the Secrets. The API can neither read nor delete them.',
    ],
    sources: [
      'docs/facts/real-engine.md 3',
      'docs/facts/real-engine.md 4',
      'docs/facts/measured.md 1',
      'docs/runbook.md "The dangerous states"',
    ],
    forms: {
      gone: 'No server has the key any more. Sealed copies and snapshots are the last ones.',
      held: 'Some servers still have it, and lose it with their next restart.',
      repairable: 'A server has both keys, so that it can rewrite these Secrets under the later one.',
      behind:
        'Secrets are under the new key, and some servers do not have it yet. They cannot read these Secrets until they have taken it.',
    },
  },
  'server-left-out': {
    title: 'A server that is left out answers, or is the leader of the run',
    meaning: [
      '`--without` is for a host that is gone for good. A server that answers keeps its keys and accepts writes: if the others drop the key that it writes with, these Secrets are lost (`left-out-answers`).',
      'The leader ran the stage commands of the run, and its journal names it. No other server takes that part over in the same run (`leader-left-out`); the rotation is adopted as a new one by the servers that are left.',
    ],
    safe: 'This command changed nothing. Writes that a run has had refused stay refused meanwhile.',
    steps: [
      'A server that answers takes part: leave `--without` away. If it is to leave the cluster, let it leave first, by the documentation of the distribution.',
      'A server that came back in the middle of a run without it: switch its host off, let the run end, wipe it, and let it join again.',
      'For a lost leader, see the keys of the others (`keyturn status --without LEADER`), end the run here (`keyturn runs end`), and look at the adopted one: `keyturn rotate --adopt --without LEADER --dry-run`.',
    ],
    never: [
      'start the service on a server that was left out, with the files that are on its disk.',
      'restart one of the others before you know which keys they have.',
    ],
    sources: ['docs/runbook.md "A server that is gone for good"', 'docs/facts/engine.md "A server that leaves"'],
  },
  interrupted: {
    title: 'A run was interrupted',
    meaning: [
      'Ctrl-C, SIGTERM or a closed terminal stopped the run. The first signal lets a restart or a wait that changes something come to its end; the second one stops at once. What a step had sent may still be at work on a server.',
    ],
    safe: 'Stopping is safe at every moment. The journal has each intention, and servers are never left switched off by keyturn.',
    steps: [
      'Continue when it suits you: `keyturn rotate --inventory hosts.yaml --resume`. It looks at every server first.',
      'From `rotate` on the way out is forward. Do not leave a cluster for weeks with two keys.',
    ],
    never: ['restart servers or send stage commands by hand meanwhile.'],
    sources: ['docs/watching-a-run.md "Stopping"'],
  },
} satisfies Readonly<Record<string, FailurePage>>;

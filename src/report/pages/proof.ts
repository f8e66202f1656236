import type { Gate } from '../../model/step.ts';
import type { FailurePage } from './types.ts';

const GATES: Readonly<Record<Gate, string>> = {
  saved:
    'The engine has not saved the files of the leader in the datastore. Every starting server takes its files from there, so the restart of any server could bring the old ones back, and one with newer files refuses to start. Restart nothing; the journal of the leader says why it could not save.',
  cluster:
    'Before each restart all other servers are looked at: reachable, service active, Node Ready, apiserver ready, etcd whole, nobody else at work. One of them is not as it should be, and one server less could be one too many.',
  unit: 'The service is not active, or restarted by itself within the stability window. A return of `systemctl restart` proves nothing: a server can crash seconds later.',
  node: 'The Node of the server is not Ready, has no fresh heartbeat, or was cordoned by somebody.',
  apiserver:
    'The apiserver of this server does not answer `/readyz` with ok. While one Secret is unreadable for it, it never does: look for `no matching key` in its log, and restart nothing then.',
  etcd: 'A member is missing, does not vote, or has an alarm, or etcd could not lose one more member. The message names the member.',
  stage:
    'The server came back with its old stage or key. It takes both from the datastore at its start; on some releases a follower misses it once. A resumed run restarts this server once more, it alone.',
  loaded:
    'The apiserver still uses the file from before. On RKE2 it goes on through a restart of the service and polls its file about once a minute. "All hashes match" speaks of files on disk and not of this.',
  canary:
    'A Secret that was written through this apiserver does not lie under the expected key in the datastore, or could not be written or read. Either the apiserver has not loaded its file, or an admission policy or quota refuses the canary.',
};

/** Pages of gates, of the proof, and of bugs. */
export const PROOF_PAGES = {
  gate: {
    title: 'A server did not get through a gate',
    meaning: [
      'A gate is a question that must be answered with yes before the run goes on. `gate-timed-out` means that the time for it is over, `gate-broken` that waiting longer cannot help. Which gate it was is in the message.',
    ],
    safe: 'No other server is restarted, and no stage command is sent. Secrets stay readable through the servers that are healthy; what the keys are like is at the end of the message.',
    steps: [
      'Look at the server that the message names, at what the gate asks for, and at its journal: `journalctl -u rke2-server.service -n 200` (K3s: `k3s.service`).',
      'Where the server is only slow, `timing.restartDeadline` in the inventory gives it more time.',
      'When it is healthy, go on: `keyturn rotate --inventory hosts.yaml --resume`. Nothing is done twice.',
    ],
    never: [
      'restart another server before this one is healthy.',
      'use a killall script. It leaves a server at its old stage.',
      'delete the Node or the etcd member of a server that is only unhealthy.',
    ],
    sources: [
      'docs/how-it-works.md "Restarts and gates"',
      'docs/facts/failures.md 3',
      'docs/facts/measured.md 3',
      'rancher/rke2#3004',
      'rancher/rke2#3006',
      'rancher/rke2#11087',
    ],
    forms: GATES,
  },
  'start-refused': {
    title: 'A service refuses to start: newer than datastore',
    meaning: [
      'The engine compares the credential files of a starting server with those in the datastore and refuses to start with newer ones: "newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart". It happens where a save to the datastore failed, where a rewrite was cut off, or where a file was edited by hand.',
      'What the message of the engine asks for can destroy the only copy of a key: of a rotation that was cut off before March 2026, the new key was in this file alone, and half of the Secrets were under it.',
    ],
    safe: 'The other servers go on serving with what they have. Nothing is lost as long as the files stay where they are.',
    steps: [
      'Leave the files, and keep the sealed copies under /var/lib/keyturn/sealed.',
      'See how many Secrets are under a key that this server alone has: `keyturn status --inventory hosts.yaml`.',
      'Where there is none, nothing is lost with these files, and the engine can take those of the datastore. Where there are some, only these files can read them. A person decides, with the support of the distribution.',
    ],
    never: [
      'remove, move or edit the files that the log names, before the count says that no Secret needs them.',
      'restart the other servers meanwhile.',
    ],
    sources: [
      'docs/facts/failures.md 0',
      'docs/facts/failures.md 2.3',
      'k3s-io/k3s#13763',
      'rancher/rke2#2291',
      'rancher/rke2#2562',
    ],
  },
  'stragglers-remain': {
    title: 'Secrets are still under the old key',
    meaning: [
      'The count in the datastore shows Secrets under the old key after the rewrite. Someone wrote them through a server that still had the old key first, or the rewrite missed them. The old key must not leave the last server before the count is zero: one such Secret breaks every list of Secrets, and keeps a restarted apiserver from getting ready.',
      'As long as a server has both keys, an empty patch through it moves a Secret to the new key, without changing anything in it. A run does that by itself; it stops where that did not help or no server has both.',
    ],
    safe: 'Every Secret is intact. Servers with the old key in their file read all of them.',
    steps: [
      'Where a server has both keys: see what writes these Secrets past it, then `--resume`, which rewrites and counts again.',
      "By hand, through such a server: `kubectl patch secret NAME -n NAMESPACE --type=merge -p '{}'`",
      'Where none has both, see who has the old key, in files and in sealed copies (`keyturn status`), and call a person who knows the engine.',
    ],
    never: ['restart a server that still has the old key.', 'remove sealed copies of the old key.'],
    sources: [
      'docs/facts/measured.md 2',
      'docs/facts/measured.md 6',
      'docs/how-it-works.md "Six stages, three servers"',
    ],
  },
  'secrets-unreadable': {
    title: 'Secrets cannot be read through a server',
    meaning: [
      'Secrets were read back one by one through every apiserver, and this one could not return some of them. It lacks the key that they are under, or it has not loaded its file. A list may still answer, from a stale cache.',
    ],
    safe: 'The Secrets are in the datastore. Whether another server reads them is in `keyturn status`.',
    steps: [
      'See under which key they are, and which keys that server has and has loaded: `keyturn status --inventory hosts.yaml`.',
      'Where the server has the key on disk and not in use, wait one reload period (about a minute) and run `keyturn verify`.',
      'Where it lacks the key, follow the page keys-out-of-reach.',
    ],
    never: [
      'restart that server to make it read. With one unreadable Secret its apiserver does not get ready again.',
      'remove sealed copies.',
    ],
    sources: ['docs/facts/measured.md 1', 'docs/facts/measured.md 5'],
  },
  'proof-failed': {
    title: 'The proof fails',
    meaning: [
      'At the end of a run, and in `keyturn verify`, every server must show stage `reencrypt_finished`, one and the same key, matching hashes and files, and an apiserver that has loaded them; and every Secret must be under that key. The message lists each server that differs.',
    ],
    safe: 'The rotation has ended. What differs is on the servers that are named; the sealed copies of both keys are there.',
    steps: [
      'Look at the servers that are named: `keyturn status --inventory hosts.yaml`.',
      'A server that has joined, or missed a restart, and has no key that the others lack, is restarted once, alone.',
      'Prove again: `keyturn verify --inventory hosts.yaml`.',
    ],
    never: ['destroy snapshots or sealed copies before the proof holds.'],
    sources: ['docs/facts/failures.md 7.4', 'docs/facts/measured.md 2'],
  },
  bug: {
    title: 'A bug in keyturn',
    meaning: [
      'Something happened that the program does not expect of itself. The message has the place and the stack. Failures of servers, networks and files are never reported as a bug.',
    ],
    safe: 'The journal has everything that was sent. A bug ends the process, and what was begun on a server goes on.',
    steps: [
      'Look at the cluster before anything else: `keyturn status --inventory hosts.yaml`.',
      'Report the text and the output of `keyturn --version`. Neither has key material.',
      'Where a run had begun, see what is left: `keyturn rotate --inventory hosts.yaml --resume --dry-run`. It changes nothing.',
    ],
    never: ['go on by hand with stage commands.'],
    sources: ['docs/runbook.md'],
  },
} satisfies Readonly<Record<string, FailurePage>>;

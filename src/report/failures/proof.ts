import type { GateFailure, GateTimedOut } from '../../model/failures/gate.ts';
import type { ProofFailure, StateDifference } from '../../model/failures/proof.ts';
import type { Gate } from '../../model/step.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandLine, giveUpAdvice, type Hints, leaveOutAdvice, resumeLine, unitOf } from '../hints.ts';
import { gateText } from '../step-text.ts';
import { count, durationText, numberText } from '../units.ts';
import type { FailureText } from './types.ts';

/** A gate did not hold, or the proof fails. */
export function proofText(failure: GateFailure | ProofFailure, hints: Hints): FailureText {
  switch (failure.kind) {
    case 'gate-timed-out':
      return {
        what: `Timed out after ${durationText(failure.waitedMs)} on ${failure.server} waiting until ${gateText(failure.gate)}`,
        details: failure.observed.map((seen) => `seen last: ${seen}`),
        next: [
          gateAdvice(failure.gate, failure.server, hints),
          ...(failure.gate === 'stage'
            ? [`A resumed run restarts ${failure.server} once more, it alone and only once, if it still stays behind.`]
            : []),
          failure.gate === 'cluster'
            ? 'Nothing is restarted before that: one server less could be one too many.'
            : `No other server is restarted before ${failure.server} is healthy.`,
          ...longerAdvice(failure),
          `When ${failure.server} is healthy again, continue: ${resumeLine(hints)}`,
          ...(failure.observed.some(isAway) ? [leaveOutAdvice({ ...hints, leaveOut: RESUMED }, [failure.server])] : []),
        ].filter((advice) => advice !== undefined),
      };
    case 'gate-broken':
      return {
        what: `Gave up on ${failure.server} waiting until ${gateText(failure.gate)}: waiting longer cannot help`,
        details: failure.observed.map((seen) => `seen last: ${seen}`),
        next: [
          gateAdvice(failure.gate, failure.server, hints),
          ...(failure.gate === 'stage'
            ? [
                `It was restarted twice and keeps its old stage: see in the log of its service why it does not take the files of the datastore.`,
                `When that is fixed, restart its service on ${failure.server}: sudo systemctl restart ${unitOf(hints)}`,
              ]
            : []),
          `Restart no other server before ${failure.server} is healthy.`,
          `Then continue: ${resumeLine(hints)}`,
        ],
      };
    case 'start-refused':
      return {
        what: `The service on ${failure.server} refuses to start: its credential files are newer than those in the datastore`,
        details: failure.observed.map((seen) => `seen last: ${seen}`),
        next: [
          `Do not remove the files that its log names, nor move or edit them, whatever it says there: they may have the only copy of the new key. Restart no other server before ${failure.server} is healthy: without it the others go on serving.`,
          `See which keys each server has, and how many Secrets are under each: ${commandLine(hints, 'status')}`,
          `Where a Secret is under a key that ${failure.server} alone has, only these files can read it. Without such a Secret nothing is lost with the files, and the engine takes those of the datastore. Be certain first which of the two it is: a person must decide, with those who support the distribution.`,
          ...(failure.isLeader
            ? [
                'With the files of the datastore the cluster is back where it was before the last stage command; this run cannot continue from there.',
                giveUpAdvice(hints),
                `Then look what is to be done: ${commandLine(hints, 'rotate', '--dry-run')}`,
              ]
            : [`When its service runs again, continue: ${resumeLine(hints)}`]),
        ],
      };
    case 'stragglers-remain':
      return {
        what: `${count(failure.count, 'Secret')} ${failure.count === 1 ? 'is' : 'are'} still under the old key`,
        details: namesOf(failure.names, failure.count),
        next: failure.repairable
          ? [
              'Servers with the old key are still running: restart none of them. An empty patch sent through one of them rewrites a Secret:',
              `kubectl patch secret NAME -n NAMESPACE --type=merge -p '{}'`,
              `Then continue: ${resumeLine(hints)}`,
            ]
          : [
              'No server has both keys, so none can rewrite them. Restart no server that still has the old key.',
              `See who still has it, in files and in sealed copies, and remove none of these: ${commandLine(hints, 'status')}`,
              'A person must decide.',
            ],
      };
    case 'secrets-unreadable':
      return {
        what: `${count(failure.count, 'Secret')} cannot be read through ${failure.server}`,
        details: namesOf(failure.names, failure.count),
        next: [
          `See which key they are under and which keys ${failure.server} has: ${commandLine(hints, 'status')}`,
          'Keep the sealed copies of the credential files, under /var/lib/keyturn/sealed on each server.',
        ],
      };
    case 'proof-failed':
      return {
        what: 'The proof fails: the cluster is not in the state that a rotation leaves behind',
        details: failure.differences.map(differenceText),
        next: [
          `Look at all servers side by side: ${commandLine(hints, 'status')}`,
          `When it is fixed, verify again: ${commandLine(hints, 'verify')}`,
        ],
      };
    default:
      return unreachable(failure);
  }
}

/**
 * The setting that allows more time, with its value. No setting is about `saved` and `cluster`, and more time does not
 * cure a gate that held before.
 */
function longerAdvice({ gate, allowedMs, heldBefore }: GateTimedOut): readonly string[] {
  if (gate === 'loaded' || gate === 'cluster' || gate === 'saved' || heldBefore === true) return [];
  const more = allowedMs === undefined ? 'more' : `more than ${durationText(allowedMs)}`;
  return [`If it only needs longer, allow ${more}: timing.restartDeadline in the inventory.`];
}

/** Gates are waited for during a run, and a stopped run continues with a resumption. */
const RESUMED = { command: 'rotate', options: ['--resume'] } as const;

/** The host, or the etcd member on the host, did not answer. */
function isAway(observed: string): boolean {
  return observed.includes('host-unreachable') || observed.startsWith('unhealthy=');
}

function differenceText(difference: StateDifference): string {
  const { server } = difference;
  switch (difference.kind) {
    case 'stage':
      return `${server}: its stage is ${difference.disk ?? 'unknown'} in its state file and ${difference.annotation ?? 'unknown'} on its Node, not reencrypt_finished`;
    case 'hashes':
      return `${server}: its hashes do not match${difference.reason === undefined ? '' : ` (${difference.reason})`}`;
    case 'keys':
      return `${server}: its file does not have the new key alone (keys: ${difference.keys.join(', ') || 'none'})`;
    case 'files-disagree':
      return `${server}: file, state file and Node annotation do not match`;
    case 'server-unknown':
      return `${server} joined the cluster during the run and is unknown to it`;
    case 'file-not-the-leaders':
      return `${server}: its file is not the leader's`;
    case 'not-loaded':
      return `${server}: its apiserver may not have loaded the file on its disk`;
    default:
      return unreachable(difference);
  }
}

function namesOf(names: readonly string[], total: number): readonly string[] {
  const more = total - names.length;
  return more > 0 && names.length > 0 ? [...names, `and ${numberText(more)} more`] : names;
}

function gateAdvice(gate: Gate, server: string, hints: Hints): string {
  switch (gate) {
    case 'saved':
      return `Do not restart ${server}, nor any other server: the datastore has older credential files than ${server}. See why the engine could not save them: journalctl -u ${unitOf(hints)}; and look at the datastore.`;
    case 'cluster':
      return `Look at ${server} first: whether it can be reached, its service, its Node and /readyz of its apiserver, its etcd member.`;
    case 'unit':
      return `See why the service does not stay up on ${server}: journalctl -u ${unitOf(hints)} -n 200`;
    case 'node':
      return `See what the Node of ${server} says: kubectl describe node NAME; somebody may have cordoned it.`;
    case 'apiserver':
      return `See why the apiserver on ${server} is not ready: its container log, and /readyz?verbose.`;
    case 'etcd':
      return `Look at etcd on ${server}: members, alarms, disk space.`;
    case 'stage':
      return `Compare stage and hash on ${server} with the leader's: they come from the datastore at start.`;
    case 'loaded':
      return `The apiserver on ${server} polls its encryption file about once a minute; see in its log why it does not take it. Restart its container only where keyturn status names no key that a server lacks.`;
    case 'canary':
      return `A write through the apiserver on ${server} did not land under the expected key; see its log and admission webhooks.`;
    default:
      return unreachable(gate);
  }
}

import type { AnswerOutOfBounds, CommandFailure, TimedOutPhase, CommandTimedOut } from '../../model/failures/host.ts';
import { unreachable } from '../../model/unreachable.ts';
import { durationText } from '../units.ts';
import type { FailureText } from './types.ts';

/** A command did not do what its caller needs. */
export function commandText(failure: CommandFailure): FailureText {
  switch (failure.kind) {
    case 'sudo-needs-password':
      return {
        what: `sudo on ${failure.server} asks user ${failure.user} for a password`,
        details: ['keyturn uses sudo -n and never sends a password'],
        next: [
          `Let this user run commands without a password there: echo '${failure.user} ALL=(root) NOPASSWD: ALL' in a file under /etc/sudoers.d (check it with visudo -c).`,
          'Or name another ssh.user in the inventory, for example root.',
        ],
      };
    case 'sudo-missing':
      return {
        what: `There is no sudo on ${failure.server}, and user ${failure.user} is not root`,
        details: [],
        next: ['Install sudo there, or set ssh.user to root in the inventory.'],
      };
    case 'sudo-not-allowed':
      return {
        what: `sudo on ${failure.server} refuses user ${failure.user}`,
        details: stderrLines(failure.stderr),
        next: [
          `See what this user may do: sudo -n -l -U ${failure.user} (on ${failure.server}, as root).`,
          'Allow it in a file under /etc/sudoers.d, or name another ssh.user in the inventory.',
        ],
      };
    case 'connection-lost':
      return {
        what: `The connection to ${failure.server} broke while a command ran: whether it finished is not known`,
        details: [`command: ${failure.command}`],
        next: [`Check the network to ${failure.server}. keyturn looks again before it repeats anything.`],
      };
    case 'command-timed-out':
      return {
        what: `${timedOutText(failure)} within ${durationText(failure.afterMs)}`,
        details: [`command: ${failure.command}`],
        next: [
          `See how busy ${failure.server} is (load, disk, datastore). If it is just slow, raise ${limitText(failure.phase)}.`,
        ],
      };
    case 'command-failed':
      return {
        what: `A command on ${failure.server} failed ${endingText(failure.exitCode, failure.signal)}`,
        details: [`command: ${failure.command}`, ...stderrLines(failure.stderr)],
        next: [`Read what it said above; the service's own log is on ${failure.server} (journalctl).`],
      };
    case 'unexpected-output':
      return {
        what: `keyturn cannot interpret the output of a command on ${failure.server}`,
        details: [`command: ${failure.command}`, `expected: ${failure.expected}`, `received: ${excerpt(failure.raw)}`],
        next: [
          'keyturn never guesses what an answer means. Please report the received text and the version of the engine, so that support can be added.',
        ],
      };
    case 'answer-out-of-bounds':
      return {
        what: `keyturn refused an answer of ${failure.server}: ${boundText(failure)}`,
        details: [
          `command: ${failure.command}`,
          'No server of a real cluster answers so: it is broken, or not what it seems',
        ],
        next: [
          `Look on ${failure.server} at what answers there, and run nothing on it until that is clear.`,
          'If your cluster is that large, please report its size, so that the bound can be raised.',
        ],
      };
    case 'unit-missing':
      return {
        what: `${failure.server} has no ${failure.unit}`,
        details: [failure.found === undefined ? 'It has no unit of RKE2 or K3s.' : `It runs ${failure.found}.`],
        next: [missingUnitAdvice(failure.found)],
      };
    case 'http-error':
      return {
        what:
          failure.status === 0
            ? `${failure.server} did not answer: ${failure.request}`
            : `${failure.server} answered ${failure.request} with HTTP ${failure.status}`,
        details: failure.message === '' ? [] : [`message: ${excerpt(failure.message)}`],
        next: [httpAdvice(failure.status, failure.server)],
      };
    default:
      return unreachable(failure);
  }
}

function boundText({ bound, limit }: AnswerOutOfBounds): string {
  switch (bound) {
    case 'bytes':
      return `it is longer than ${limit} bytes`;
    case 'lines':
      return `it has more than ${limit} lines`;
    case 'line-bytes':
      return `one of its lines is longer than ${limit} bytes`;
    case 'trickle':
      return `it comes in packets of less than ${limit} bytes, without an end`;
    case 'json-depth':
      return `its JSON is nested more than ${limit} levels deep`;
    case 'json-values':
      return `its JSON has more than ${limit} values`;
    case 'items':
      return `its list has more than ${limit} items`;
    case 'entries':
      return `its pages have more entries than the ${limit} that it can have`;
    case 'key-order':
      return 'a page of it does not go on where the page before ended';
    case 'key-names':
      return `its values name more than ${limit} keys`;
    default:
      return unreachable(bound);
  }
}

function timedOutText({ server, phase }: CommandTimedOut): string {
  switch (phase) {
    case 'open':
      return `${server} did not accept a command`;
    case 'first-byte':
      return `A command on ${server} said nothing`;
    case 'total':
      return `A command on ${server} did not end`;
    default:
      return unreachable(phase);
  }
}

/** The setting in the inventory for the exceeded limit. */
function limitText(phase: TimedOutPhase): string {
  switch (phase) {
    case 'open':
      return 'timing.connectTimeout in the inventory';
    case 'first-byte':
      return 'timing.commandTimeout in the inventory (it does not lengthen what should answer at once)';
    case 'total':
      return 'timing.commandTimeout in the inventory';
    default:
      return unreachable(phase);
  }
}

function endingText(exitCode: number | undefined, signal: string | undefined): string {
  if (exitCode !== undefined) return `with exit code ${exitCode}`;
  return signal === undefined ? 'without an exit code' : `by signal ${signal}`;
}

const STDERR_LINES = 8;

/** The last lines of stderr as details, because programs print the reason of a failure at the end. */
export function stderrLines(stderr: string): readonly string[] {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const shown = lines.slice(-STDERR_LINES);
  const left = lines.length - shown.length;
  return [...(left > 0 ? [`(${left} earlier lines are in the log)`] : []), ...shown.map((line) => `it said: ${line}`)];
}

const EXCERPT_CHARACTERS = 300;

function excerpt(text: string): string {
  const line = text.trim();
  if (line === '') return '(nothing)';
  return line.length <= EXCERPT_CHARACTERS ? line : `${line.slice(0, EXCERPT_CHARACTERS)}… (${line.length} characters)`;
}

function httpAdvice(status: number, server: string): string {
  if (status === 401 || status === 403)
    return `Check that the client certificates of ${server} are its own and not expired.`;
  if (status === 404) return `Check that ${server} runs a release that knows this request.`;
  return `Look at the apiserver and the datastore of ${server}, then try again.`;
}

function missingUnitAdvice(found: string | undefined): string {
  switch (found) {
    case 'rke2-server.service':
    case 'k3s.service':
      return `If this is the cluster that is meant, write \`distribution: ${found === 'k3s.service' ? 'k3s' : 'rke2'}\` in the inventory.`;
    case 'rke2-agent.service':
    case 'k3s-agent.service':
      return 'The host is a worker: take it out of the inventory, which names the servers of the cluster only.';
    default:
      return 'See in the inventory whether this is the right host.';
  }
}

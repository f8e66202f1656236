import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Gate, StepId, Look } from '../../model/step.ts';
import { unreachable } from '../../model/unreachable.ts';
import { pollUntil } from './poll.ts';
import { acting, watching, type Run } from '../run/run.ts';
import type { Roll } from '../../model/strategy.ts';
import { interrupted } from '../run/interrupted.ts';

/** What a gate is asked about. */
export interface GateQuestion {
  readonly roll: Roll;
  readonly server: string;
}

/** One gate on one server, as part of a step. */
export interface GateWait {
  readonly server: string;
  readonly gate: Gate;
  readonly step: StepId;
  /** The longest wait, ms. */
  readonly withinMs: number;
  /** The effect of an act is being observed, so only the second Ctrl-C interrupts. */
  readonly uninterrupted?: boolean;
}

/** Failures of a look that need the operator, because waiting cannot help. */
const FINAL_KINDS: ReadonlySet<Failure['kind']> = new Set([
  'host-key-unknown',
  'host-key-changed',
  'host-key-revoked',
  'known-hosts-unreadable',
  'identity-unreadable',
  'authentication-failed',
  'not-this-machine',
  'sudo-needs-password',
  'sudo-missing',
  'sudo-not-allowed',
]);

/** A look that could not be made, because a restarting server does not answer for a while. */
export function notAnswered<T>(failure: Failure): Look<T> {
  const observed = [causeOf(failure)];
  return FINAL_KINDS.has(failure.kind) ? { kind: 'broken', observed } : { kind: 'not-yet', observed };
}

/** Characters of a message that are shown. The log has the whole message. */
const MOST_CHARACTERS = 300;

/** The server's own words of a refusal, because the operator must mend the policy or quota that the words name. */
function causeOf(failure: Failure): string {
  switch (failure.kind) {
    case 'http-error': {
      const { status, request, message } = failure;
      const answer = status === 0 ? 'no answer' : `HTTP ${status}`;
      return `${failure.kind}: ${request}: ${answer}${message === '' ? '' : `: ${shortened(message)}`}`;
    }
    case 'command-failed': {
      const said = failure.stderr.trim().split('\n').at(-1) ?? '';
      return said === '' ? failure.kind : `${failure.kind}: ${shortened(said)}`;
    }
    default:
      return 'reason' in failure ? `${failure.kind}: ${failure.reason}` : failure.kind;
  }
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

/**
 * Waits for a gate and reports the reason for waiting to listeners.
 * Fails with `gate-timed-out`, `gate-broken`, or `interrupted` when the operator asked to stop. A look can be
 * interrupted anywhere.
 */
export async function waitForGate<T>(run: Run, wait: GateWait, look: () => Promise<Look<T>>): Promise<Result<T>> {
  const { server, gate, step } = wait;
  const patience = wait.uninterrupted === true ? acting(run) : watching(run);
  const context = { ...patience, deadlineAt: run.clock.now() + wait.withinMs };
  const waited = await pollUntil(context, look, (observed, elapsedMs, on = server) =>
    run.emit({ type: 'waiting', server: on, gate, step, elapsedMs, deadlineMs: wait.withinMs, observed }),
  );
  switch (waited.kind) {
    case 'holds':
      run.emit({ type: 'gate-held', server, gate, step, elapsedMs: waited.elapsedMs });
      return success(waited.value);
    case 'aborted':
      return failed(interrupted(run, step, 'during'));
    case 'broken':
      return failed({ kind: 'gate-broken', server: waited.on ?? server, gate, observed: waited.observed });
    case 'timed-out': {
      const { observed, elapsedMs: waitedMs, on = server } = waited;
      return failed({ kind: 'gate-timed-out', server: on, gate, waitedMs, observed, allowedMs: wait.withinMs });
    }
    default:
      return unreachable(waited);
  }
}

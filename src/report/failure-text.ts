import type { Failure } from '../model/failure.ts';
import { unreachable } from '../model/unreachable.ts';
import { explainedBy } from './explained-by.ts';
import { commandText } from './failures/command.ts';
import { connectionText } from './failures/connection.ts';
import { engineText } from './failures/engine.ts';
import type { FailureText } from './failures/types.ts';
import { inputText } from './failures/input.ts';
import { proofText } from './failures/proof.ts';
import { mirrorText } from './failures/mirror.ts';
import { rescueText } from './failures/rescue.ts';
import { runText } from './failures/run.ts';
import { unattendedText } from './failures/unattended.ts';
import { commandLine, NO_HINTS, type Hints } from './hints.ts';

/** What is wrong, the evidence, the advice, and where more is said, for every failure of keyturn. */
export function failureText(failure: Failure, hints: Hints = NO_HINTS): FailureText {
  const explain = explainedBy(failure);
  const text = textOf(failure, hints);
  return explain.length === 0 ? text : { ...text, explain };
}

function textOf(failure: Failure, hints: Hints): FailureText {
  switch (failure.kind) {
    case 'host-unreachable':
    case 'host-key-unknown':
    case 'host-key-changed':
    case 'host-key-revoked':
    case 'known-hosts-unreadable':
    case 'identity-unreadable':
    case 'authentication-failed':
    case 'not-this-machine':
      return connectionText(failure, hints);
    case 'sudo-needs-password':
    case 'sudo-missing':
    case 'sudo-not-allowed':
    case 'connection-lost':
    case 'command-timed-out':
    case 'command-failed':
    case 'unexpected-output':
    case 'answer-out-of-bounds':
    case 'unit-missing':
    case 'http-error':
      return commandText(failure);
    case 'usage':
    case 'inventory-unreadable':
    case 'inventory-invalid':
    case 'cluster-ambiguous':
    case 'cluster-unknown':
    case 'server-unknown':
    case 'plan-unreadable':
    case 'runs-ambiguous':
    case 'run-unknown':
    case 'run-ambiguous':
    case 'run-never-began':
    case 'file-unwritable':
    case 'output-unwritable':
    case 'confirmation-needed':
    case 'host-keys-unconfirmed':
    case 'declined':
      return inputText(failure, hints);
    case 'servers-unasked':
    case 'preflight-refused':
    case 'resume-refused':
    case 'plan-drifted':
    case 'lock-held':
    case 'lock-lost':
    case 'lock-unconfirmed':
    case 'journal-unwritable':
    case 'lock-unwritable':
    case 'runs-unreadable':
    case 'state-untrusted':
    case 'journal-corrupt':
    case 'journal-altered':
    case 'nothing-to-resume':
    case 'nothing-to-adopt':
    case 'unfinished-run':
    case 'keys-out-of-reach':
    case 'left-out-answers':
    case 'leader-left-out':
    case 'journal-disagrees':
    case 'interrupted':
      return runText(failure, hints, (inner) => failureText(inner, hints));
    case 'journal-behind':
    case 'mirror-corrupt':
    case 'mirrored-run-unfinished':
    case 'mirror-unwritable':
      return mirrorText(failure, hints, (inner) => failureText(inner, hints));
    case 'rotation-elsewhere':
    case 'decision-pending':
    case 'outside-window':
    case 'hook-failed':
    case 'alerts-hold':
      return unattendedText(failure, hints, (inner) => failureText(inner, hints));
    case 'status-refused':
    case 'stage-command-refused':
    case 'stage-command-not-taken':
    case 'stage-command-unclear':
    case 'rewrite-failed':
    case 'rewrite-overdue':
    case 'new-key-missing':
    case 'no-etcd-server':
    case 'no-secrets-seen':
    case 'freeze-unconfirmed':
    case 'freeze-blocks-rewrite':
    case 'snapshot-unconfirmed':
    case 'seal-unconfirmed':
      return engineText(failure, hints);
    case 'gate-timed-out':
    case 'gate-broken':
    case 'start-refused':
    case 'stragglers-remain':
    case 'secrets-unreadable':
    case 'proof-failed':
      return proofText(failure, hints);
    case 'rescue-refused':
    case 'secrets-lost':
    case 'file-changed':
    case 'other-operation':
    case 'rescue-elsewhere':
    case 'undo-too-late':
    case 'cluster-unconfirmed':
      return rescueText(failure, hints, (inner) => failureText(inner, hints));
    case 'bug':
      return {
        what: `keyturn has a bug: ${failure.message}`,
        details: [`where: ${failure.where}`, ...(failure.stack === undefined ? [] : [failure.stack])],
        next: [
          'Please report it to the keyturn project, with the text above and the output of: keyturn --version',
          'Everything in the journal of the run is safe; look at the cluster before you continue' +
            (hints.inventory === undefined ? '.' : `: ${commandLine(hints, 'status')}`),
        ],
      };
    default:
      return unreachable(failure);
  }
}

import type { Failure } from './failure.ts';
import type { Milliseconds } from './units.ts';
import { unreachable } from './unreachable.ts';

/** How a command ended. */
export type OutcomeKind =
  | 'done'
  | 'nothing-to-do'
  | 'bug'
  | 'usage'
  | 'refused'
  | 'stopped-resumable'
  | 'stopped-for-a-person'
  | 'locked'
  | 'proof-failed'
  | 'secrets-lost'
  | 'interrupted';

/** The one table of exit codes. `meaning` feeds the README and `docs/exit-codes.md`. */
export const EXIT_CODES: Readonly<Record<OutcomeKind, { readonly code: number; readonly meaning: string }>> = {
  done: { code: 0, meaning: 'done' },
  'nothing-to-do': { code: 0, meaning: 'nothing to do' },
  bug: { code: 1, meaning: 'a bug in keyturn' },
  usage: { code: 2, meaning: 'wrong usage or inventory' },
  refused: { code: 3, meaning: 'refused before anything changed' },
  'stopped-resumable': { code: 4, meaning: 'stopped part-way, safe to resume' },
  'stopped-for-a-person': { code: 5, meaning: 'stopped part-way, a person must decide' },
  locked: { code: 6, meaning: 'another run holds the lock' },
  'proof-failed': { code: 7, meaning: 'done, but the proof fails' },
  'secrets-lost': { code: 8, meaning: 'Secrets are under a key of which no copy was found' },
  interrupted: { code: 130, meaning: 'interrupted by the operator, safe to resume' },
};

/** Whether a word names an outcome. A journal of another version may have an outcome unknown to this version. */
export function isOutcomeKind(word: string): word is OutcomeKind {
  return Object.hasOwn(EXIT_CODES, word);
}

/** A key younger than the limit of `--if-older-than`. Times are ISO 8601. */
export interface YoungKey {
  readonly name: string;
  readonly createdAt: string;
  readonly ageMs: Milliseconds;
  /** Time at which the key reaches the limit. */
  readonly dueAt: string;
}

export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'nothing-to-do'; readonly key?: YoungKey }
  | { readonly kind: Exclude<OutcomeKind, 'done' | 'nothing-to-do'>; readonly failure: Failure };

/** The ending of a failure. `changed` says whether the run had begun to change the cluster before the failure. */
export function outcomeOf(failure: Failure, changed: boolean): Outcome {
  switch (failure.kind) {
    case 'bug':
      return { kind: 'bug', failure };
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
      return { kind: 'usage', failure };
    case 'cluster-unconfirmed':
      return { kind: 'usage', failure };
    case 'secrets-lost':
      return { kind: 'secrets-lost', failure };
    case 'interrupted':
      return { kind: 'interrupted', failure };
    case 'lock-held':
      return { kind: 'locked', failure };
    case 'journal-altered':
      return { kind: 'proof-failed', failure };
    case 'proof-failed':
    case 'secrets-unreadable':
      return { kind: changed ? 'proof-failed' : 'refused', failure };
    case 'file-changed':
    case 'journal-corrupt':
    case 'journal-behind':
    case 'mirror-corrupt':
    case 'journal-disagrees':
    case 'left-out-answers':
    case 'leader-left-out':
    case 'keys-out-of-reach':
    case 'stage-command-unclear':
    case 'gate-broken':
    case 'start-refused':
    case 'new-key-missing':
    case 'no-secrets-seen':
      return { kind: changed ? 'stopped-for-a-person' : 'refused', failure };
    case 'stragglers-remain':
      // At the proof every step has ended, so the proof has failed.
      if (failure.point === 'proof') return { kind: changed ? 'proof-failed' : 'refused', failure };
      return { kind: changed ? 'stopped-for-a-person' : 'refused', failure };
    case 'rotation-elsewhere':
    case 'decision-pending':
    case 'rewrite-overdue':
      return { kind: 'stopped-for-a-person', failure };
    case 'rewrite-failed':
      return { kind: failure.abandoned || failure.deleted ? 'stopped-resumable' : 'stopped-for-a-person', failure };
    case 'host-unreachable':
    case 'host-key-unknown':
    case 'host-key-changed':
    case 'host-key-revoked':
    case 'known-hosts-unreadable':
    case 'identity-unreadable':
    case 'authentication-failed':
    case 'not-this-machine':
    case 'sudo-needs-password':
    case 'sudo-not-allowed':
    case 'sudo-missing':
    case 'connection-lost':
    case 'command-timed-out':
    case 'command-failed':
    case 'unexpected-output':
    case 'answer-out-of-bounds':
    case 'unit-missing':
    case 'http-error':
    case 'declined':
    case 'outside-window':
    case 'hook-failed':
    case 'alerts-hold':
    case 'servers-unasked':
    case 'preflight-refused':
    case 'resume-refused':
    case 'plan-drifted':
    case 'lock-lost':
    case 'lock-unconfirmed':
    case 'lock-unwritable':
    case 'runs-unreadable':
    case 'state-untrusted':
    case 'journal-unwritable':
    case 'nothing-to-resume':
    case 'nothing-to-adopt':
    case 'unfinished-run':
    case 'mirrored-run-unfinished':
    case 'mirror-unwritable':
    case 'status-refused':
    case 'stage-command-refused':
    case 'stage-command-not-taken':
    case 'no-etcd-server':
    case 'freeze-unconfirmed':
    case 'freeze-blocks-rewrite':
    case 'snapshot-unconfirmed':
    case 'seal-unconfirmed':
    case 'gate-timed-out':
    case 'rescue-refused':
    case 'other-operation':
    case 'rescue-elsewhere':
    case 'undo-too-late':
      return { kind: changed ? 'stopped-resumable' : 'refused', failure };
    default:
      return unreachable(failure);
  }
}

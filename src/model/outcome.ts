import type { Failure } from './failure.ts';

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
  | 'interrupted';

/** The one table of exit codes (design.md, "Commands"). `meaning` feeds the README and `docs/exit-codes.md`. */
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
  interrupted: { code: 130, meaning: 'interrupted by the operator, safe to resume' },
};

export type Outcome =
  | { readonly kind: 'done' | 'nothing-to-do' }
  | { readonly kind: Exclude<OutcomeKind, 'done' | 'nothing-to-do'>; readonly failure: Failure };

/**
 * Which ending a failure leads to.
 * `changed`: whether the run had begun to change the cluster when it failed.
 */
export function outcomeOf(failure: Failure, changed: boolean): Outcome {
  switch (failure.kind) {
    case 'bug':
      return { kind: 'bug', failure };
    case 'usage':
    case 'inventory-unreadable':
    case 'inventory-invalid':
    case 'cluster-ambiguous':
    case 'cluster-unknown':
    case 'plan-unreadable':
    case 'run-unknown':
    case 'file-unwritable':
    case 'output-unwritable':
    case 'confirmation-needed':
      return { kind: 'usage', failure };
    case 'interrupted':
      return { kind: 'interrupted', failure };
    case 'lock-held':
      return { kind: 'locked', failure };
    case 'proof-failed':
    case 'secrets-unreadable':
      return { kind: changed ? 'proof-failed' : 'refused', failure };
    case 'journal-corrupt':
    case 'journal-disagrees':
    case 'stage-command-unclear':
    case 'gate-broken':
    case 'stragglers-remain':
      return { kind: changed ? 'stopped-for-a-person' : 'refused', failure };
    case 'rewrite-failed':
      return { kind: failure.abandoned ? 'stopped-resumable' : 'stopped-for-a-person', failure };
    default:
      return { kind: changed ? 'stopped-resumable' : 'refused', failure };
  }
}

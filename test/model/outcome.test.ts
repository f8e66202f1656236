import { describe, it } from 'vitest';

import type { Failure, FailureKind } from '../../src/model/failure.ts';
import { outcomeOf, type OutcomeKind } from '../../src/model/outcome.ts';
import { SAMPLE_FAILURES } from '../report/samples.ts';

/** What the exit code says once something was changed: a kind that is missing here does not compile. */
const PART_WAY: Readonly<Record<FailureKind, OutcomeKind>> = {
  bug: 'bug',
  usage: 'usage',
  'inventory-unreadable': 'usage',
  'inventory-invalid': 'usage',
  'cluster-ambiguous': 'usage',
  'cluster-unknown': 'usage',
  'server-unknown': 'usage',
  'plan-unreadable': 'usage',
  'runs-ambiguous': 'usage',
  'run-unknown': 'usage',
  'run-ambiguous': 'usage',
  'run-never-began': 'usage',
  'file-unwritable': 'usage',
  'output-unwritable': 'usage',
  'confirmation-needed': 'usage',
  'host-keys-unconfirmed': 'usage',
  'cluster-unconfirmed': 'usage',
  'rescue-refused': 'stopped-resumable',
  'other-operation': 'stopped-resumable',
  'rescue-elsewhere': 'stopped-resumable',
  'undo-too-late': 'stopped-resumable',
  'file-changed': 'stopped-for-a-person',
  'secrets-lost': 'secrets-lost',
  interrupted: 'interrupted',
  'lock-held': 'locked',
  'proof-failed': 'proof-failed',
  'journal-altered': 'proof-failed',
  'secrets-unreadable': 'proof-failed',
  'journal-corrupt': 'stopped-for-a-person',
  'journal-behind': 'stopped-for-a-person',
  'mirror-corrupt': 'stopped-for-a-person',
  'mirror-unwritable': 'stopped-resumable',
  'mirrored-run-unfinished': 'stopped-resumable',
  'journal-disagrees': 'stopped-for-a-person',
  'left-out-answers': 'stopped-for-a-person',
  'leader-left-out': 'stopped-for-a-person',
  'stage-command-unclear': 'stopped-for-a-person',
  'gate-broken': 'stopped-for-a-person',
  'start-refused': 'stopped-for-a-person',
  'stragglers-remain': 'stopped-for-a-person',
  'new-key-missing': 'stopped-for-a-person',
  'rewrite-failed': 'stopped-for-a-person',
  'rewrite-overdue': 'stopped-for-a-person',
  'host-unreachable': 'stopped-resumable',
  'host-key-unknown': 'stopped-resumable',
  'host-key-changed': 'stopped-resumable',
  'host-key-revoked': 'stopped-resumable',
  'known-hosts-unreadable': 'stopped-resumable',
  'identity-unreadable': 'stopped-resumable',
  'authentication-failed': 'stopped-resumable',
  'not-this-machine': 'stopped-resumable',
  'sudo-needs-password': 'stopped-resumable',
  'sudo-not-allowed': 'stopped-resumable',
  'sudo-missing': 'stopped-resumable',
  'connection-lost': 'stopped-resumable',
  'command-timed-out': 'stopped-resumable',
  'command-failed': 'stopped-resumable',
  'unexpected-output': 'stopped-resumable',
  'answer-out-of-bounds': 'stopped-resumable',
  'unit-missing': 'stopped-resumable',
  'http-error': 'stopped-resumable',
  'servers-unasked': 'stopped-resumable',
  declined: 'stopped-resumable',
  'preflight-refused': 'stopped-resumable',
  'rotation-elsewhere': 'stopped-for-a-person',
  'decision-pending': 'stopped-for-a-person',
  'outside-window': 'stopped-resumable',
  'hook-failed': 'stopped-resumable',
  'alerts-hold': 'stopped-resumable',
  'resume-refused': 'stopped-resumable',
  'plan-drifted': 'stopped-resumable',
  'lock-lost': 'stopped-resumable',
  'lock-unconfirmed': 'stopped-resumable',
  'lock-unwritable': 'stopped-resumable',
  'runs-unreadable': 'stopped-resumable',
  'state-untrusted': 'stopped-resumable',
  'journal-unwritable': 'stopped-resumable',
  'nothing-to-resume': 'stopped-resumable',
  'nothing-to-adopt': 'stopped-resumable',
  'unfinished-run': 'stopped-resumable',
  'status-refused': 'stopped-resumable',
  'stage-command-refused': 'stopped-resumable',
  'stage-command-not-taken': 'stopped-resumable',
  'no-etcd-server': 'stopped-resumable',
  'freeze-unconfirmed': 'stopped-resumable',
  'keys-out-of-reach': 'stopped-for-a-person',
  'freeze-blocks-rewrite': 'stopped-resumable',
  'no-secrets-seen': 'stopped-for-a-person',
  'snapshot-unconfirmed': 'stopped-resumable',
  'seal-unconfirmed': 'stopped-resumable',
  'gate-timed-out': 'stopped-resumable',
};

/** What says the same whether something was changed or not. */
const ALWAYS: readonly OutcomeKind[] = ['bug', 'usage', 'interrupted', 'locked', 'secrets-lost'];

/** The check of a journal changes nothing, and is a proof all the same. */
const PROOFS_ALWAYS: readonly FailureKind[] = ['journal-altered'];

/** What an unattended command found part-way, without a part in it. */
const PART_WAY_BEFORE: readonly FailureKind[] = ['rotation-elsewhere', 'decision-pending'];

describe('how a command ends', () => {
  for (const [kind, partWay] of Object.entries(PART_WAY)) {
    const failure: Failure = SAMPLE_FAILURES[kind as FailureKind];

    it(`given ${kind} after something was changed, it is ${partWay}`, ({ expect }) => {
      expect(outcomeOf(failure, true)).toEqual({ kind: partWay, failure });
    });

    it(`given ${kind} before anything was changed, it never says that the run is part-way`, ({ expect }) => {
      const isTheClusters =
        failure.kind.startsWith('rewrite-') || [...PART_WAY_BEFORE, ...PROOFS_ALWAYS].includes(failure.kind);
      const unchanged = isTheClusters || ALWAYS.includes(partWay) ? partWay : 'refused';
      expect(outcomeOf(failure, false)).toEqual({ kind: unchanged, failure });
    });
  }

  it('given a rewrite that died with its service and can be asked for again, is safe to resume', ({ expect }) => {
    const failure: Failure = { ...SAMPLE_FAILURES['rewrite-failed'], abandoned: true };
    expect(outcomeOf(failure, true).kind).toBe('stopped-resumable');
  });

  it('given a rewrite that the engine gave up at a deleted Secret, is safe to resume', ({ expect }) => {
    const failure: Failure = { ...SAMPLE_FAILURES['rewrite-failed'], deleted: true };
    expect(outcomeOf(failure, true).kind).toBe('stopped-resumable');
  });

  it('given stragglers at the proof, is a proof that fails, not a run that stopped part-way', ({ expect }) => {
    const failure: Failure = { ...SAMPLE_FAILURES['stragglers-remain'], point: 'proof' };
    expect(outcomeOf(failure, true).kind).toBe('proof-failed');
  });
});

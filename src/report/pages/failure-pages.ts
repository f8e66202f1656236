import type { FailureKind } from '../../model/failure.ts';
import { COMMAND_PAGES } from './command.ts';
import { CONNECTION_PAGES } from './connection.ts';
import { DISAGREEMENT_PAGES } from './disagreement.ts';
import { ENGINE_PAGES } from './engine.ts';
import { INPUT_PAGES } from './input.ts';
import { MIRROR_PAGES } from './mirror.ts';
import { PROOF_PAGES } from './proof.ts';
import { RESCUE_PAGES } from './rescue.ts';
import { RUN_PAGES } from './run.ts';
import type { FailurePage } from './types.ts';
import { UNATTENDED_PAGES } from './unattended.ts';

const PAGES = {
  ...CONNECTION_PAGES,
  ...COMMAND_PAGES,
  ...INPUT_PAGES,
  ...RUN_PAGES,
  ...MIRROR_PAGES,
  ...DISAGREEMENT_PAGES,
  ...UNATTENDED_PAGES,
  ...ENGINE_PAGES,
  ...PROOF_PAGES,
  ...RESCUE_PAGES,
};

/** The name of a page, which is the name of its file under docs/failures. */
export type PageId = keyof typeof PAGES;

export const FAILURE_PAGES: Readonly<Record<PageId, FailurePage>> = PAGES;

/** The page of each kind. Kinds with the same cause and the same way out share one. */
export const PAGE_OF: Readonly<Record<FailureKind, PageId>> = {
  'host-unreachable': 'host-unreachable',
  'host-key-unknown': 'host-key-unknown',
  'host-keys-unconfirmed': 'host-key-unknown',
  'host-key-changed': 'host-key-changed',
  'host-key-revoked': 'host-key-revoked',
  'known-hosts-unreadable': 'known-hosts-unreadable',
  'identity-unreadable': 'identity-unreadable',
  'authentication-failed': 'authentication-failed',
  'not-this-machine': 'not-this-machine',
  'sudo-needs-password': 'sudo',
  'sudo-missing': 'sudo',
  'sudo-not-allowed': 'sudo',
  'connection-lost': 'connection-lost',
  'command-timed-out': 'command-timed-out',
  'command-failed': 'command-failed',
  'unexpected-output': 'unexpected-output',
  'answer-out-of-bounds': 'answer-out-of-bounds',
  'unit-missing': 'unit-missing',
  'http-error': 'http-error',
  usage: 'usage',
  'inventory-unreadable': 'inventory',
  'inventory-invalid': 'inventory',
  'cluster-ambiguous': 'cluster-unknown',
  'cluster-unknown': 'cluster-unknown',
  'server-unknown': 'cluster-unknown',
  'plan-unreadable': 'plan-unreadable',
  'plan-drifted': 'plan-drifted',
  'runs-ambiguous': 'run-unknown',
  'run-unknown': 'run-unknown',
  'run-ambiguous': 'run-unknown',
  'run-never-began': 'run-unknown',
  'file-unwritable': 'output-unwritable',
  'output-unwritable': 'output-unwritable',
  'confirmation-needed': 'confirmation',
  declined: 'confirmation',
  'servers-unasked': 'servers-unasked',
  'preflight-refused': 'preflight-refused',
  'resume-refused': 'preflight-refused',
  'lock-held': 'lock-held',
  'lock-lost': 'lock-lost',
  'lock-unconfirmed': 'lock-lost',
  'journal-unwritable': 'state-directory',
  'lock-unwritable': 'state-directory',
  'runs-unreadable': 'state-directory',
  'journal-corrupt': 'journal-corrupt',
  'journal-altered': 'journal-corrupt',
  'nothing-to-resume': 'nothing-to-resume',
  'nothing-to-adopt': 'nothing-to-resume',
  'unfinished-run': 'unfinished-run',
  'journal-behind': 'journal-behind',
  'mirror-corrupt': 'mirror-corrupt',
  'mirror-unwritable': 'mirror-unwritable',
  'mirrored-run-unfinished': 'mirrored-run-unfinished',
  'keys-out-of-reach': 'keys-out-of-reach',
  'left-out-answers': 'server-left-out',
  'leader-left-out': 'server-left-out',
  'journal-disagrees': 'journal-disagrees',
  interrupted: 'interrupted',
  'rotation-elsewhere': 'rotation-elsewhere',
  'decision-pending': 'decision-pending',
  'outside-window': 'outside-window',
  'hook-failed': 'hook-failed',
  'alerts-hold': 'alerts-hold',
  'status-refused': 'status-refused',
  'stage-command-refused': 'stage-command-refused',
  'stage-command-not-taken': 'stage-command-not-taken',
  'stage-command-unclear': 'stage-command-unclear',
  'rewrite-failed': 'rewrite-failed',
  'rewrite-overdue': 'rewrite-overdue',
  'new-key-missing': 'new-key-missing',
  'no-etcd-server': 'datastore-unseen',
  'no-secrets-seen': 'datastore-unseen',
  'freeze-unconfirmed': 'freeze-unconfirmed',
  'freeze-blocks-rewrite': 'freeze-blocks-rewrite',
  'snapshot-unconfirmed': 'snapshot-unconfirmed',
  'seal-unconfirmed': 'seal-unconfirmed',
  'gate-timed-out': 'gate',
  'gate-broken': 'gate',
  'start-refused': 'start-refused',
  'stragglers-remain': 'stragglers-remain',
  'secrets-unreadable': 'secrets-unreadable',
  'proof-failed': 'proof-failed',
  'rescue-refused': 'rescue-refused',
  'secrets-lost': 'secrets-lost',
  'file-changed': 'file-changed',
  'other-operation': 'rescue-unfinished',
  'undo-too-late': 'rescue-unfinished',
  'rescue-elsewhere': 'rescue-unfinished',
  'cluster-unconfirmed': 'confirmation',
  bug: 'bug',
};

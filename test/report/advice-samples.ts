import type { Failure } from '../../src/model/failure.ts';
import type { Disagreement } from '../../src/model/failures/run.ts';
import { KEY_STATES } from '../../src/model/key-out-of-reach.ts';
import { GATES } from '../../src/model/step.ts';
import { ADVICE, type AdviceId } from '../../src/report/advice.ts';
import { SAMPLE_REFUSALS } from './sample-rescues.ts';
import { SAMPLE_FAILURES } from './samples.ts';

/** A failure that an advice is given with, and what is special about it where there are several. */
export interface AdviceSample {
  readonly id: AdviceId;
  readonly failure: Failure;
  readonly variant: string;
}

const { 'stragglers-remain': stragglers, 'rewrite-failed': rewrite, 'start-refused': start } = SAMPLE_FAILURES;
const { 'http-error': http, 'gate-timed-out': timedOut, 'gate-broken': broken } = SAMPLE_FAILURES;
const { 'rewrite-overdue': overdue } = SAMPLE_FAILURES;

/** Kinds whose advice differs from one to the next: each form of it. */
const VARIANTS: readonly AdviceSample[] = [
  ...SAMPLE_REFUSALS.map((reason) => ({
    id: 'failure/rescue-refused' as const,
    failure: { kind: 'rescue-refused' as const, reasons: [reason], checks: [] },
    variant: reason.kind,
  })),
  ...[true, false].map((repairable) => ({
    id: 'failure/stragglers-remain' as const,
    failure: { ...stragglers, repairable },
    variant: repairable ? 'a server has both keys' : 'no server has both keys',
  })),
  ...[
    {
      variant: 'gave up, both keys everywhere',
      change: { abandoned: false, deleted: false, bothKeysEverywhere: true },
    },
    { variant: 'gave up, both keys on one', change: { abandoned: false, deleted: false, bothKeysEverywhere: false } },
    { variant: 'at a deleted Secret', change: { abandoned: false, deleted: true, bothKeysEverywhere: true } },
    { variant: 'the service was restarted', change: { abandoned: true, deleted: false, bothKeysEverywhere: true } },
    {
      variant: 'the apiserver loads late',
      change: { abandoned: false, deleted: false, bothKeysEverywhere: false, lateReload: 'came-since' as const },
    },
  ].map(({ variant, change }) => ({
    id: 'failure/rewrite-failed' as const,
    failure: { ...rewrite, lateReload: undefined, ...change },
    variant,
  })),
  ...[true, false].map((bothKeysEverywhere) => ({
    id: 'failure/rewrite-overdue' as const,
    failure: { ...overdue, bothKeysEverywhere },
    variant: bothKeysEverywhere ? 'both keys everywhere' : 'both keys on one',
  })),
  ...[true, false].map((isLeader) => ({
    id: 'failure/start-refused' as const,
    failure: { ...start, isLeader },
    variant: isLeader ? 'the leader' : 'another server',
  })),
  ...[true, false].map((recorded) => ({
    id: 'failure/left-out-answers' as const,
    failure: { ...SAMPLE_FAILURES['left-out-answers'], recorded },
    variant: recorded ? 'a run goes on without it' : 'for the first time',
  })),
  ...[401, 404, 500].map((status) => ({
    id: 'failure/http-error' as const,
    failure: { ...http, status },
    variant: `HTTP ${String(status)}`,
  })),
  ...GATES.flatMap((gate) =>
    [timedOut, broken].map((failure) => ({
      id: `gate/${gate}` as const,
      failure: { ...failure, gate },
      variant: failure.kind === 'gate-broken' ? 'given up' : 'timed out',
    })),
  ),
  ...KEY_STATES.map((state) => ({
    id: `key/${state}` as const,
    failure: {
      kind: 'keys-out-of-reach' as const,
      keys: SAMPLE_FAILURES['keys-out-of-reach'].keys.map((key) => ({
        ...key,
        state,
        holding: state === 'gone' ? [] : key.holding,
      })),
    },
    variant: '',
  })),
  ...disagreements().map((disagreement) => ({
    id: `disagreement/${disagreement}` as const,
    failure: { kind: 'journal-disagrees' as const, disagreement, evidence: [] },
    variant: '',
  })),
];

/** Every failure with which something is advised, at least once. */
export const ADVICE_SAMPLES: readonly AdviceSample[] = [
  ...VARIANTS,
  ...Object.values(SAMPLE_FAILURES).flatMap((failure) => {
    const id = `failure/${failure.kind}`;
    return isAdviceId(id) && VARIANTS.every((variant) => variant.id !== id) ? [{ id, failure, variant: '' }] : [];
  }),
];

export function isAdviceId(id: string): id is AdviceId {
  return Object.hasOwn(ADVICE, id);
}

function disagreements(): readonly Disagreement[] {
  const prefix = 'disagreement/';
  return Object.keys(ADVICE).flatMap((id) => (id.startsWith(prefix) ? [id.slice(prefix.length) as Disagreement] : []));
}

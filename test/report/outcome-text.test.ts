import { describe, it } from 'vitest';
import { EXIT_CODES, type Outcome, type OutcomeKind } from '../../src/model/outcome.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { outcomeText } from '../../src/report/outcome-text.ts';
import { SAMPLE_SUMMARY } from './sample-summary.ts';
import { SAMPLE_FAILURES } from './samples.ts';

const failure = SAMPLE_FAILURES['connection-lost'];
const OUTCOMES: { readonly [K in OutcomeKind]: Outcome } = {
  done: { kind: 'done' },
  'nothing-to-do': { kind: 'nothing-to-do' },
  bug: { kind: 'bug', failure: SAMPLE_FAILURES.bug },
  usage: { kind: 'usage', failure: SAMPLE_FAILURES.usage },
  refused: { kind: 'refused', failure },
  'stopped-resumable': { kind: 'stopped-resumable', failure },
  'stopped-for-a-person': { kind: 'stopped-for-a-person', failure: SAMPLE_FAILURES['rewrite-failed'] },
  locked: { kind: 'locked', failure: SAMPLE_FAILURES['lock-held'] },
  'proof-failed': { kind: 'proof-failed', failure: SAMPLE_FAILURES['proof-failed'] },
  'secrets-lost': { kind: 'secrets-lost', failure: SAMPLE_FAILURES['secrets-lost'] },
  interrupted: { kind: 'interrupted', failure: SAMPLE_FAILURES.interrupted },
};

describe('the words for an outcome', () => {
  it.for(Object.values(OUTCOMES))(
    'given $kind, a good end is told as good, every other as an error',
    (outcome, { expect }) => {
      const text = outcomeText(outcome, SAMPLE_SUMMARY, NO_HINTS);
      expect('good' in text).toBe(EXIT_CODES[outcome.kind].code === 0);
    },
  );

  it.for(['stopped-resumable', 'interrupted'] as const)(
    'given %s, gives the way to resume, once',
    (kind, { expect }) => {
      const text = outcomeText(OUTCOMES[kind], SAMPLE_SUMMARY, NO_HINTS);
      const next = 'bad' in text ? text.bad.next : [];
      expect(next.filter((advice) => advice.includes('--resume'))).toHaveLength(1);
    },
  );

  it.for([
    ['as-before', 'can safely stay in this state.'],
    ['readable-everywhere', 'can safely stay in this state until then'],
    ['rewriting', 'Resume soon: Secrets were being rewritten.'],
    ['rewriting-before-followers', 'may be unable to read rewritten Secrets'],
    ['rotated', 'The keys are rotated and the proof held.'],
    ['unsure', 'Resume soon.'],
  ] as const)(
    'given a run that stopped where the keys are %s, says whether that may stay',
    ([keys, word], { expect }) => {
      for (const kind of ['stopped-resumable', 'interrupted'] as const) {
        const text = outcomeText(OUTCOMES[kind], { ...SAMPLE_SUMMARY, keys }, NO_HINTS);
        expect('bad' in text && text.bad.next.at(-1)).toContain(word);
      }
    },
  );

  it('given an interruption before anything was begun, says that this command changed nothing', ({ expect }) => {
    const early: Outcome = { kind: 'interrupted', failure: { kind: 'interrupted', at: undefined } };
    expect(outcomeText(early, undefined, NO_HINTS)).toMatchObject({ bad: { next: ['This command changed nothing.'] } });
  });

  it('given an interruption before a step, leads to resuming even where there are no figures', ({ expect }) => {
    const text = outcomeText(OUTCOMES.interrupted, undefined, NO_HINTS);
    expect('bad' in text ? text.bad.next.join() : '').toContain('--resume');
  });

  it('given an interruption before a step, never says that nothing was changed, summary or not', ({ expect }) => {
    const outcome: Outcome = {
      kind: 'interrupted',
      failure: { kind: 'interrupted', at: { step: 'command:rotate', phase: 'before' } },
    };
    expect(outcomeText(outcome, undefined, NO_HINTS)).toMatchObject({
      bad: { next: ['The run is safe to resume: keyturn rotate --inventory hosts.yaml --resume'] },
    });
  });
});

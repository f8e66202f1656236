import { describe, it } from 'vitest';
import { EXIT_CODES, type Outcome, type OutcomeKind } from '../../src/model/outcome.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { outcomeText } from '../../src/report/outcome-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { summaryText } from '../../src/report/summary-text.ts';
import { SAMPLE_CENSUS, SAMPLE_SUMMARY } from './sample-summary.ts';
import { SAMPLE_FAILURES } from './samples.ts';

const OPTIONS = { style: PLAIN, width: 100 };

describe('the closing summary', () => {
  it('given writes that were refused, says for how long, or that their end was not seen', ({ expect }) => {
    const from = '2026-11-28T05:00:00.000Z';
    const shown = (until: string | undefined) =>
      summaryText({ ...SAMPLE_SUMMARY, refusedWrites: [{ from, until }] }, 'done', { style: PLAIN, width: 120 });
    expect(shown('2026-11-28T05:01:14.000Z')).toContain(
      'Writes of Secrets were refused\n  for 1 min 14 s, from 2026-11-28 05:00:00Z to 2026-11-28 05:01:14Z\n',
    );
    expect(shown(undefined)).toContain('from 2026-11-28 05:00:00Z on; that they are let through again was not seen');
  });

  it('given a proven run, has figures, proof, copies with their removal, and the journal', async ({ expect }) => {
    await expect(summaryText(SAMPLE_SUMMARY, 'done', OPTIONS)).toMatchFileSnapshot('golden/summary.txt');
  });

  it('given a narrow terminal, breaks sentences at blanks', ({ expect }) => {
    const text = summaryText({ ...SAMPLE_SUMMARY, killedProcesses: 2 }, 'done', { ...OPTIONS, width: 50 });
    const sentences = text.split('\n').filter((line) => / [a-z]+ [a-z]+ /.test(line) && !line.includes('sudo'));
    expect(sentences.filter((line) => line.length > 50)).toEqual([]);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('512 of 512 Secrets under the new key.');
  });

  it('given a run that stopped before the proof, claims no proof', ({ expect }) => {
    const text = summaryText(
      { ...SAMPLE_SUMMARY, after: undefined, newKey: undefined, sealedCopies: [] },
      'interrupted',
      OPTIONS,
    );
    expect(text).not.toContain('Proof');
    expect(text).toContain('not counted');
    expect(text).toContain('none yet');
    expect(text).toContain(SAMPLE_SUMMARY.journal);
  });

  it.for(['stopped-resumable', 'stopped-for-a-person', 'interrupted', 'proof-failed', 'bug'] as const)(
    'given a run that ended as %s, names the sealed copies as the way back and no way to remove them',
    (outcome, { expect }) => {
      const text = summaryText(SAMPLE_SUMMARY, outcome, OPTIONS);
      expect(text).toContain('s1:/var/lib/keyturn/sealed/0123456789ab/new-key');
      expect(text).toContain('Keep them until the rotation has ended: they are the way back.');
      expect(text).not.toContain('sudo rm');
    },
  );

  it('given all were read back, and through one apiserver, says so', ({ expect }) => {
    const readBack = { sample: 512, total: 512, apiservers: 1 };
    expect(summaryText({ ...SAMPLE_SUMMARY, readBack }, 'done', OPTIONS)).toContain(
      'All of 512 Secrets read back one by one through the apiserver.',
    );
  });

  it('given processes that were killed, says that their outages are not in the figures', ({ expect }) => {
    expect(summaryText({ ...SAMPLE_SUMMARY, killedProcesses: 2 }, 'done', OPTIONS)).toContain(
      'Not counted: 2 earlier processes of this run that were killed.',
    );
  });

  it('given a Secret left under the old key, the proof line does not look good', ({ expect }) => {
    const after = { ...SAMPLE_CENSUS, total: 500, byKey: { 'aescbc/aescbckey': 1, 'aescbc/other': 499 } };
    const text = summaryText({ ...SAMPLE_SUMMARY, after, newKey: 'other' }, 'proof-failed', {
      ...OPTIONS,
      style: { ...PLAIN, red: (marked) => `<bad>${marked}`, green: (marked) => `<good>${marked}` },
    });
    expect(text).toContain('<bad>Proof: 1 Secret under the old key, 499 of 500 Secrets under the new key.');
  });
});

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

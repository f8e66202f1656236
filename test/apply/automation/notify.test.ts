import { describe, it } from 'vitest';

import { endsOf } from '../../../src/apply/automation/notify.ts';
import type { NotifiedEnd } from '../../../src/model/automation.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { SAMPLE_FAILURES } from '../../report/samples.ts';

function ended(kind: Exclude<Outcome['kind'], 'done' | 'nothing-to-do'>, failure: Failure['kind']): Outcome {
  return { kind, failure: SAMPLE_FAILURES[failure] };
}

describe('who is told', () => {
  it.for<readonly [string, Outcome, { frozen: boolean; began: boolean }, readonly NotifiedEnd[]]>([
    ['a run that is done', { kind: 'done' }, { frozen: false, began: true }, ['done']],
    ['a young key', { kind: 'nothing-to-do' }, { frozen: false, began: false }, []],
    ['a refusal', ended('refused', 'preflight-refused'), { frozen: false, began: false }, ['refused']],
    ['an answer of no', ended('refused', 'declined'), { frozen: false, began: false }, []],
    ['a wrong command line', ended('usage', 'usage'), { frozen: false, began: false }, []],
    ['another run at work', ended('locked', 'lock-held'), { frozen: false, began: false }, ['refused']],
    ['a stop', ended('stopped-resumable', 'gate-timed-out'), { frozen: false, began: true }, ['stopped']],
    [
      'a stop with writes refused',
      ended('stopped-resumable', 'gate-timed-out'),
      { frozen: true, began: true },
      ['stopped', 'frozen'],
    ],
    [
      'a rotation from elsewhere',
      ended('stopped-for-a-person', 'rotation-elsewhere'),
      { frozen: false, began: false },
      ['stopped'],
    ],
    ['a proof that fails', ended('proof-failed', 'proof-failed'), { frozen: false, began: true }, ['stopped']],
    ['Ctrl-C in a run', ended('interrupted', 'interrupted'), { frozen: false, began: true }, ['stopped']],
    ['Ctrl-C at the question', ended('interrupted', 'interrupted'), { frozen: false, began: false }, []],
  ])('given %s, the ends are those of the inventory', ([, outcome, facts, ends], { expect }) => {
    expect(endsOf(outcome, facts)).toEqual(ends);
  });
});

import { describe, it } from 'vitest';

import { intentionsOf, unmirroredIntentions, withRecords } from '../../../src/apply/mirror/unmirrored-intentions.ts';
import { lastRecordOf } from '../../../src/apply/journal/journal-queries.ts';
import type { ClusterFacts } from '../../../src/model/facts.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';
import type { StepId } from '../../../src/model/step.ts';
import { nextForStageCommand } from '../../../src/plan/judge-stage-command.ts';
import { SAMPLE_FACTS } from '../../support/sample-facts.ts';
import { intended, journalLines, samplePlan } from '../../support/sample-journal.ts';

type Units = Parameters<typeof unmirroredIntentions>[1]['units'];

const PREPARED = [intended('command:prepare')];
const plan = samplePlan(SAMPLE_FACTS.three, 'rotate-keys', { freezeWrites: true });
const OPEN: ClusterFacts = SAMPLE_FACTS.three;
const FROZEN: ClusterFacts = { ...OPEN, writesFrozen: true };

describe('a run whose mirror lacks its last lines', () => {
  it.for<readonly [string, readonly JournalRecord[], Units, ClusterFacts, readonly StepId[]]>([
    ['nothing on the leader', PREPARED, {}, OPEN, []],
    ['a unit whose intention is there', PREPARED, { prepare: 'succeeded' }, OPEN, []],
    ['no unit', PREPARED, { prepare: 'succeeded', rotate: 'absent' }, OPEN, []],
    ['a unit that runs', PREPARED, { rotate: 'running' }, OPEN, ['command:rotate']],
    ['a unit that ended well', PREPARED, { rotate: 'succeeded' }, OPEN, ['command:rotate']],
    ['a unit that failed', PREPARED, { rotate: 'failed' }, OPEN, ['command:rotate']],
    ['refused writes', [], {}, FROZEN, ['freeze-writes']],
    ['refused writes whose intention is there', [intended('freeze-writes')], {}, FROZEN, []],
  ])('given %s, then these steps count as begun', ([, records, units, facts, expected], { expect }) => {
    expect(unmirroredIntentions(journalLines(records), { plan, facts, units })).toEqual(expected);
  });

  it.for(['no', 'unclear'] as const)(
    'given such a command that left no clear effect (%s), then it is looked at and never sent again',
    (effect, { expect }) => {
      const signs = { command: 'rotate', effect, unit: 'succeeded', serviceGone: false } as const;
      const lines = withRecords(journalLines(PREPARED), intentionsOf(['command:rotate']));
      const recorded = lastRecordOf(lines, 'command:rotate')?.kind === 'intended' ? 'intended' : 'nothing';

      expect(nextForStageCommand({ ...signs, recorded })).toBe('observe');
    },
  );
});

import { describe, it } from 'vitest';

import type { Event } from '../../src/model/event.ts';
import type { Gate, StepId } from '../../src/model/step.ts';
import { liveState, see } from '../../src/report/live-state.ts';
import { safePoint } from '../../src/report/safe-point.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { samplePlan } from '../support/sample-journal.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';

const PLAN = samplePlan(SAMPLE_FACTS.three, 'staged');

function started(step: StepId): Event {
  return { ...SAMPLE_EVENTS['step-started'], step };
}

function waiting(gate: Gate, step: StepId): Event {
  return { ...SAMPLE_EVENTS.waiting, server: 's2', gate, step };
}

const RESTARTING = SAMPLE_EVENTS['server-view'];

describe('where Ctrl-C would stop a run', () => {
  const CASES: readonly (readonly [string, readonly Event[], string])[] = [
    ['nothing has begun', [], 'at once, before the next step'],
    ['the whole cluster is looked at', [waiting('cluster', 'restart:prepare:s2')], 'at once, before s2 restarts'],
    ['a restart is prepared', [started('restart:prepare:s2')], 'at once, before s2 restarts'],
    ['a restart was asked for', [started('restart:prepare:s2'), RESTARTING], 'when s2 is healthy'],
    [
      'a resumed run finds the restart done',
      [started('restart:prepare:s2'), waiting('node', 'restart:prepare:s2')],
      'when s2 is healthy',
    ],
    ['a container is stopped', [started('container:prepare:s2')], 'when the apiserver of s2 is back'],
    ['a stage command is sent', [started('command:rotate')], 'when the command has taken effect on s1'],
    ['Secrets are rewritten', [started('rewrite-finished')], 'at once: s1 goes on rewriting by itself'],
    ['apiservers poll', [started('loaded:prepare')], 'at once: nothing is being changed'],
    ['a snapshot is taken', [started('snapshot-before')], 'when the snapshot is confirmed'],
    ['Secrets are counted', [started('census:before-roll')], 'after this count'],
    ['the proof reads', [started('prove')], 'at once: the proof only reads'],
    ['writes are being frozen', [started('freeze-writes')], 'after this step'],
  ];

  it.for(CASES)('given %s', ([, events, point], { expect }) => {
    const state = events.reduce((one, event) => see(one, event, 0), liveState({ runId: 'r1', plan: PLAN }, 0));
    expect(safePoint(state)).toBe(point);
  });
});

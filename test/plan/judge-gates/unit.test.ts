import { describe, expect, it } from 'vitest';

import type { Look } from '../../../src/model/step.ts';
import type { UnitFacts } from '../../../src/model/facts.ts';
import { judgeUnit } from '../../../src/plan/judge-gates.ts';

const RUNNING: UnitFacts = {
  name: 'rke2-server.service',
  activeState: 'active',
  subState: 'running',
  restarts: 0,
  invocationId: 'after',
  binary: '/usr/local/bin/rke2',
};

const ROWS: readonly (readonly [given: string, unit: Partial<UnitFacts>, kind: Look<undefined>['kind']])[] = [
  ['it runs', {}, 'holds'],
  ['it still starts', { activeState: 'activating', subState: 'start' }, 'not-yet'],
  ['it is active and not running yet', { subState: 'start-post' }, 'not-yet'],
  [
    'it crashed twice and starts again',
    { activeState: 'activating', subState: 'auto-restart', restarts: 2 },
    'not-yet',
  ],
  ['it crashed twice and runs', { restarts: 2 }, 'holds'],
  ['it crashes for the third time', { activeState: 'activating', subState: 'auto-restart', restarts: 3 }, 'broken'],
  ['it crashed three times and runs for the moment', { restarts: 3 }, 'broken'],
  ['it crashed often before this run, and was not restarted since', { restarts: 9, invocationId: 'found' }, 'holds'],
];

describe('the gate of the unit', () => {
  it.each(ROWS)('given %s', (_given, unit, kind) => {
    expect(judgeUnit({ ...RUNNING, ...unit }, { invocationId: 'found' }).kind).toBe(kind);
  });
});

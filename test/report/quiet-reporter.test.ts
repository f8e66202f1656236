import { describe, it } from 'vitest';

import type { Event } from '../../src/model/event.ts';
import { createQuietReporter } from '../../src/report/quiet-reporter.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';

const ASKING = SAMPLE_EVENTS['facts-gathering'];
const BEGUN = SAMPLE_EVENTS['run-started'];
const RESUMED = SAMPLE_EVENTS['run-resumed'];
const STEP = SAMPLE_EVENTS['step-started'];
const NOTHING: Event = { type: 'run-ended', outcome: { kind: 'nothing-to-do' }, summary: undefined };
const REFUSED: Event = {
  type: 'run-ended',
  outcome: { kind: 'refused', failure: { kind: 'preflight-refused', checks: [] } },
  summary: undefined,
};

describe('the reporter of a scheduled command', () => {
  it.for<readonly [string, boolean, readonly Event[], readonly Event[]]>([
    ['nothing to do', false, [ASKING, NOTHING], [NOTHING]],
    ['nothing to do and --quiet', true, [ASKING, NOTHING], []],
    ['a refusal', false, [ASKING, REFUSED], [REFUSED]],
    ['a refusal and --quiet', true, [ASKING, REFUSED], [REFUSED]],
    ['a run', true, [ASKING, BEGUN, STEP], [ASKING, BEGUN, STEP]],
    ['a resumed run', false, [ASKING, RESUMED, STEP], [ASKING, RESUMED, STEP]],
  ])('given %s, tells what matters, in order', ([, silent, events, told], { expect }) => {
    const seen: Event[] = [];
    const whole = { emit: (event: Event) => void seen.push(event), close: () => undefined };
    const reporter = createQuietReporter(whole, { silent });
    for (const event of events) reporter.emit(event);
    expect(seen).toEqual(told);
  });

  it('given no run yet, tells nothing until one begins', ({ expect }) => {
    const seen: Event[] = [];
    const whole = { emit: (event: Event) => void seen.push(event), close: () => undefined };
    createQuietReporter(whole, { silent: false }).emit(ASKING);
    expect(seen).toEqual([]);
  });
});

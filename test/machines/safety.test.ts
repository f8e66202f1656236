import { describe, it } from 'vitest';

import { COURSES, courseOf } from './support/courses.ts';
import { FAILED, lineOf, run, type Call } from './support/record.ts';
import { unsafeCalls } from './support/safety.ts';

/** Calls without which something later is unsafe. */
const GUARDING: readonly Call['name'][] = [
  'takeSnapshot',
  'sealCredentials',
  'freezeWrites',
  'awaitWindow',
  'allowWrites',
  'unfreezeWrites',
  'requestRestart',
  'restartApiserver',
  'awaitGate',
  'holdStable',
  'awaitApiservers',
  'takeCensus',
];

describe('the judge of unsafe calls', () => {
  for (const { name, course } of COURSES) {
    it(`${name}: misses no call that was left out`, async ({ expect }) => {
      const { calls } = await run(course, { at: 'start' });
      const before = calls.slice(0, calls.findIndex((call) => call.name === 'prove') + 1);
      const needed = before.flatMap((call, index) => (GUARDING.includes(call.name) ? [index] : []));
      const missed = needed.filter((index) => unsafeCalls(course, before.toSpliced(index, 1)).length === 0);
      expect(missed.flatMap((index) => before.slice(index, index + 1).map(lineOf))).toEqual([]);
      expect(needed.length).toBeGreaterThan(5);
    });
  }

  it('calls it unsafe to send a command twice, to go on after a failure, and to restart out of order', async ({
    expect,
  }) => {
    const course = courseOf('three servers');
    const { calls } = await run(course, { at: 'start' });
    const [prepare] = calls.filter((call) => call.name === 'sendStageCommand');
    const restarts = calls.filter((call) => call.name === 'requestRestart');
    expect(unsafeCalls(course, prepare === undefined ? [] : [...calls, prepare])).toEqual(['sendStageCommand prepare']);
    expect(unsafeCalls(course, restarts.slice(1, 2))).toEqual(['requestRestart prepare s2']);
    const failing = calls.map((call, index) => (index === 3 ? { ...call, reaction: FAILED } : call));
    expect(unsafeCalls(course, failing)).toEqual(calls.slice(4).map(lineOf));
  });
});

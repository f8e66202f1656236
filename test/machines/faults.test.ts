import { describe, it } from 'vitest';

import { COURSES, RUNS } from './support/courses.ts';
import { allGood, FAILED, FAILURE, lineOf, run, SOME, traceOf, type Reaction, type Script } from './support/record.ts';
import { unsafeCalls } from './support/safety.ts';

/** Everything works but one call. */
function allGoodBut(index: number, reaction: Reaction): Script {
  return (name, at) => (at === index ? reaction : allGood(name));
}

describe('given that everything works', () => {
  for (const { name, course, entry } of RUNS) {
    it(`${name}: finishes without an unsafe call`, async ({ expect }) => {
      const { calls, output } = await run(course, entry);
      expect(output).toEqual({ kind: 'finished' });
      expect(unsafeCalls(course, calls, entry)).toEqual([]);
    });
  }
});

describe('given that one call fails, whichever', () => {
  for (const { name, course } of COURSES) {
    it(`${name}: stops with that failure and asks for nothing more`, async ({ expect }) => {
      const trace = await traceOf(course);
      for (const index of trace.keys()) {
        const { calls, output } = await run(course, { at: 'start' }, allGoodBut(index, FAILED));
        expect(output).toEqual({ kind: 'stopped', failure: FAILURE });
        expect(calls.map(lineOf)).toEqual(trace.slice(0, index + 1));
      }
    });
  }
});

/** Every kind of call is in these; each chart's own paths cover every rejection. */
const SMALL_COURSES = COURSES.filter(({ name }) => /^(?:one server|three servers),/.test(name));

describe('given that one call breaks its contract, whichever', () => {
  for (const { name, course } of SMALL_COURSES) {
    it(`${name}: stops with a bug that names it`, async ({ expect }) => {
      const trace = await traceOf(course);
      for (const index of trace.keys()) {
        const { calls, output } = await run(course, { at: 'start' }, allGoodBut(index, 'reject'));
        const where = calls.at(-1)?.name;
        expect(output).toMatchObject({ kind: 'stopped', failure: { kind: 'bug', where, message: `${where} broke` } });
        expect(calls).toHaveLength(index + 1);
      }
    });
  }
});

describe('given Secrets under the old key at one census, whichever', () => {
  for (const { name, course } of COURSES) {
    it(`${name}: goes on only after a count of zero`, async ({ expect }) => {
      const good = await run(course, { at: 'start' });
      for (const [index, call] of good.calls.entries()) {
        if (call.name !== 'takeCensus') continue;
        const { calls, output } = await run(course, { at: 'start' }, allGoodBut(index, SOME));
        const { point } = call.input;
        // After an early roll followers have both keys. On a single control plane the leader itself has both keys until it is asked to drop the old one.
        const repairable =
          course.earlyRoll === true ||
          (course.strategy === 'staged' && (course.controlPlanes === 'several' || point === 'before-drop'));
        expect(output).toEqual(
          repairable
            ? { kind: 'finished' }
            : {
                kind: 'stopped',
                failure: { kind: 'stragglers-remain', point, count: 2, names: ['default/a', 'default/b'], repairable },
              },
        );
        expect(calls[index + 1]?.name).toBe(repairable ? 'repairStragglers' : undefined);
        expect(unsafeCalls(course, calls)).toEqual([]);
      }
    });
  }
});

import { describe, it } from 'vitest';

import { pollUntil } from '../../../src/apply/steps/poll.ts';
import type { Look } from '../../../src/model/step.ts';

/** A clock that jumps where somebody would sleep, and keeps what was slept. */
function jumpingClock() {
  let now = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => now,
    wall: () => now,
    sleep: async (ms: number) => {
      pauses.push(ms);
      now += ms;
    },
  };
}

const NOT_YET: Look<string> = { kind: 'not-yet', observed: ['stage=start'] };

describe('waiting by looking again', () => {
  it('given it holds at once, when it is waited for, then nobody sleeps', async ({ expect }) => {
    const clock = jumpingClock();
    const context = { clock, signal: new AbortController().signal, deadlineAt: 1_000 };

    const waited = await pollUntil(
      context,
      async () => ({ kind: 'holds', value: 'there' }),
      () => {},
    );

    expect(waited).toEqual({ kind: 'holds', value: 'there', elapsedMs: 0 });
    expect(clock.pauses).toEqual([]);
  });

  it('given it never holds, when the deadline passes, then pauses went from 100 ms to 2 s, each at most a fiftieth of the time waited', async ({
    expect,
  }) => {
    const clock = jumpingClock();
    const context = { clock, signal: new AbortController().signal, deadlineAt: 150_000 };

    const waited = await pollUntil(
      context,
      async () => NOT_YET,
      () => {},
    );

    expect(waited).toEqual({ kind: 'timed-out', observed: ['stage=start'], elapsedMs: 150_000 });
    expect(clock.pauses[0]).toBe(100);
    expect(Math.max(...clock.pauses)).toBe(2_000);
    let elapsed = 0;
    for (const pause of clock.pauses) {
      expect(pause).toBeLessThanOrEqual(Math.max(100, elapsed * 0.02));
      elapsed += pause;
    }
  });

  it('given what is seen sets the deadline, later and then sooner, then it ends at the one named last', async ({
    expect,
  }) => {
    const clock = jumpingClock();
    const context = { clock, signal: new AbortController().signal, deadlineAt: 10_000 };
    const moved = [50_000, 20_000];

    const waited = await pollUntil(
      context,
      async () => {
        const deadlineAt = moved.shift();
        return { ...NOT_YET, ...(deadlineAt === undefined ? {} : { deadlineAt }) };
      },
      () => {},
    );

    expect(waited).toEqual({ kind: 'timed-out', observed: ['stage=start'], elapsedMs: 20_000 });
  });

  it('given it is broken, when it is looked at, then waiting ends with what was observed', async ({ expect }) => {
    const clock = jumpingClock();
    const context = { clock, signal: new AbortController().signal, deadlineAt: 150_000 };

    const waited = await pollUntil(
      context,
      async () => ({ kind: 'broken', observed: ['alarm=NOSPACE'] }),
      () => {},
    );

    expect(waited).toEqual({ kind: 'broken', observed: ['alarm=NOSPACE'], elapsedMs: 0 });
  });

  it('given the operator asked to stop, when a look does not hold, then waiting ends; when it holds, it counts', async ({
    expect,
  }) => {
    const clock = jumpingClock();
    const aborted = { clock, signal: AbortSignal.abort(), deadlineAt: 90_000 };

    const cut = await pollUntil(
      aborted,
      async () => NOT_YET,
      () => {},
    );
    const held = await pollUntil(
      aborted,
      async () => ({ kind: 'holds', value: 1 }),
      () => {},
    );

    expect(cut).toMatchObject({ kind: 'aborted', observed: ['stage=start'] });
    expect(held).toMatchObject({ kind: 'holds' });
  });
});

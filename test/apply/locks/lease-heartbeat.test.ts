import { describe, it } from 'vitest';

import { keepLock, type Renewal } from '../../../src/apply/locks/lease-heartbeat.ts';
import type { Clock } from '../../../src/model/clock.ts';
import type { Event } from '../../../src/model/event.ts';

const RENEWED: Renewal = { kind: 'renewed' };
const UNANSWERED: Renewal = { kind: 'unanswered', reason: 'connection-lost' };
const LOST: Renewal = { kind: 'lost', holder: 'bob', where: 'desk' };
const NEVER = new AbortController().signal;

/** A keeper whose heartbeat never comes, and a clock that moves when it is told to or slept on. */
function keeper(answers: readonly Renewal[]) {
  const time = { now: 0, wall: 0 };
  const asked: Renewal[] = [];
  const events: Event[] = [];
  let timesLost = 0;
  const clock: Clock = {
    now: () => time.now,
    wall: () => time.wall,
    sleep: (ms, signal) => {
      if (ms >= 10_000) return new Promise((wake) => signal?.addEventListener('abort', () => wake()));
      time.now += ms;
      time.wall += ms;
      return Promise.resolve();
    },
  };
  const lock = keepLock({
    context: { signal: NEVER, clock },
    renew: async () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? UNANSWERED;
      asked.push(answer);
      return answer;
    },
    emit: (event) => events.push(event),
    onLost: () => {
      timesLost += 1;
    },
  });
  const pass = (ms: { readonly now: number; readonly wall: number }): void => {
    time.now += ms.now;
    time.wall += ms.wall;
  };
  return { lock, pass, asked, timesLost: () => timesLost };
}

describe('the lock, before anything is changed', () => {
  it('given it was renewed a moment ago, is believed without asking', async ({ expect }) => {
    const { lock, pass, asked } = keeper([LOST]);
    pass({ now: 24_000, wall: 24_000 });
    expect(await lock.confirm(NEVER)).toBeUndefined();
    expect(asked).toEqual([]);
    await lock[Symbol.asyncDispose]();
  });

  it('given the machine slept and somebody took it meanwhile, is lost before anything is sent', async ({ expect }) => {
    const { lock, pass, timesLost } = keeper([LOST]);
    pass({ now: 0, wall: 300_000 });
    expect(await lock.confirm(NEVER)).toEqual({ kind: 'lock-lost', holder: 'bob', where: 'desk' });
    expect(lock.lost()).toEqual({ kind: 'lock-lost', holder: 'bob', where: 'desk' });
    expect(timesLost()).toBe(1);
    await lock[Symbol.asyncDispose]();
  });

  it('given servers that are away for a while, is asked for again until one answers', async ({ expect }) => {
    const { lock, pass, asked } = keeper([UNANSWERED, UNANSWERED, RENEWED]);
    pass({ now: 50_000, wall: 50_000 });
    expect(await lock.confirm(NEVER)).toBeUndefined();
    expect(asked).toEqual([UNANSWERED, UNANSWERED, RENEWED]);
    await lock[Symbol.asyncDispose]();
  });

  it('given nobody answers for a minute, nothing may be changed', async ({ expect }) => {
    const { lock, pass } = keeper([UNANSWERED]);
    pass({ now: 50_000, wall: 50_000 });
    expect(await lock.confirm(NEVER)).toEqual({ kind: 'lock-unconfirmed', reason: 'connection-lost' });
    expect(lock.lost()).toBeUndefined();
    await lock[Symbol.asyncDispose]();
  });

  it('given the calendar is set back, is no younger for it', async ({ expect }) => {
    const { lock, pass, asked } = keeper([RENEWED]);
    pass({ now: 50_000, wall: -3_600_000 });
    expect(await lock.confirm(NEVER)).toBeUndefined();
    expect(asked).toEqual([RENEWED]);
    await lock[Symbol.asyncDispose]();
  });
});

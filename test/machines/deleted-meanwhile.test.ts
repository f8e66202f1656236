import { describe, it } from 'vitest';

import type { RewriteFailed } from '../../src/model/failures/engine.ts';
import { courseOf } from './support/courses.ts';
import { allGood, DELETED, run, type Reaction } from './support/record.ts';

/** The engine gives up at a deleted Secret, once for each number: so many Secrets there were. Afterwards it is through. */
async function rotateWith(totals: readonly number[]) {
  let attempts = 0;
  const { calls, output } = await run(courseOf('three servers'), { at: 'rotate' }, (name): Reaction => {
    if (name !== 'awaitRewrite') return allGood(name);
    const total = totals[attempts];
    attempts += 1;
    if (total === undefined || DELETED.ok) return { ok: true };
    return { ok: false, failure: { ...(DELETED.failure as RewriteFailed), total } };
  });
  return { kind: output?.kind, asked: calls.filter(({ name }) => name === 'awaitRewrite').length };
}

describe('the rotation, where Secrets are deleted under one rewrite after another', () => {
  it('given that there are fewer each time, asks anew for as long as that goes on', async ({ expect }) => {
    const totals = Array.from({ length: 25 }, (_, times) => Math.round(4_000 * 0.9 ** times));

    expect(await rotateWith(totals)).toEqual({ kind: 'finished', asked: 26 });
  });

  it('given that there are as many each time, asks anew ten times and stops', async ({ expect }) => {
    const totals = Array.from({ length: 25 }, (_, times) => 4_000 - (times % 2));

    expect(await rotateWith(totals)).toEqual({ kind: 'stopped', asked: 11 });
  });

  it('given that there are fewer once, asks anew ten times from then on', async ({ expect }) => {
    const totals = Array.from({ length: 25 }, (_, times) => (times < 5 ? 4_000 : 3_000));

    expect(await rotateWith(totals)).toEqual({ kind: 'stopped', asked: 5 + 11 });
  });
});

import { describe, it } from 'vitest';

import { clearance } from '../../machines/clearance.ts';
import { lastingStatesOf, pathsThrough, type Visit } from './support/explore.ts';
import { courseOf } from './support/courses.ts';
import { FAILED, FAILURE, run, SOME, ZERO } from './support/record.ts';

const REPAIRABLE = { point: 'last-holder', through: 's3' } as const;
const HOPELESS = { point: 'before:s2', through: null } as const;

function endingIn(state: string, input: typeof REPAIRABLE | typeof HOPELESS): readonly (readonly Visit[])[] {
  return pathsThrough(clearance, input).filter((path) => path.at(-1)?.state === state);
}

/** A run at its first census, which counts these stragglers one after another, and zero from then on. */
function countingDown(counts: readonly number[]) {
  const left = [...counts];
  return run(courseOf('three servers'), { at: 'reencrypt_finished' }, (name) =>
    name === 'takeCensus' ? { ok: true, stragglers: left.shift() ?? 0, names: [] } : { ok: true },
  );
}

function statesOf(path: readonly Visit[]): readonly string[] {
  return path.map(({ state }) => state);
}

describe('the clearance of the old key', () => {
  it('is given only straight after a census of zero', ({ expect }) => {
    const cleared = endingIn('cleared', REPAIRABLE);
    expect(cleared.map((path) => path.at(-1)?.reaction)).toEqual(cleared.map(() => ZERO));
    expect(cleared.map((path) => path.at(-2)?.state)).toEqual(cleared.map(() => 'counting'));
    expect(cleared.map((path) => path.at(-1)?.snapshot.output)).toEqual(cleared.map(() => ({ ok: true })));
  });

  it('is given after no, one, two or three repairs', ({ expect }) => {
    const round = ['counting', 'repairing'];
    expect(endingIn('cleared', REPAIRABLE).map(statesOf)).toEqual([
      ['counting', 'cleared'],
      [...round, 'counting', 'cleared'],
      [...round, ...round, 'counting', 'cleared'],
      [...round, ...round, ...round, 'counting', 'cleared'],
    ]);
  });

  it('given Secrets that remain after the third repair, fails with their count', ({ expect }) => {
    const stubborn = endingIn('failed', REPAIRABLE).filter((path) => path.at(-1)?.reaction === SOME);
    expect(stubborn.map((path) => statesOf(path).filter((state) => state === 'repairing').length)).toEqual([3]);
    expect(stubborn[0]?.at(-1)?.snapshot.output).toEqual({
      ok: false,
      failure: {
        kind: 'stragglers-remain',
        point: 'last-holder',
        count: 2,
        names: ['default/a', 'default/b'],
        repairable: true,
      },
    });
  });

  it('given counts that fall, goes on for as many rounds as it takes', async ({ expect }) => {
    const { calls, output } = await countingDown([40_000, 35_000, 30_000, 25_000, 20_000, 15_000, 10_000, 5_000, 0]);
    expect(output).toEqual({ kind: 'finished' });
    expect(calls.filter(({ name }) => name === 'repairStragglers')).toHaveLength(8);
  });

  it('given counts that rise and fall with the writers, gives up after three rounds without a lower one', async ({
    expect,
  }) => {
    const { calls, output } = await countingDown([9, 8, 12, 8, 7, 7, 9, 8, 0]);
    expect(output).toMatchObject({ kind: 'stopped', failure: { kind: 'stragglers-remain', count: 8 } });
    expect(calls.filter(({ name }) => name === 'repairStragglers')).toHaveLength(7);
  });

  it('repairs through the server that it was given, at the point that it was given', ({ expect }) => {
    const running = pathsThrough(clearance, REPAIRABLE)
      .flat()
      .flatMap((visit) => visit.running);
    const inputs = Object.groupBy(running, ({ src }) => src);
    const distinct = (src: string) => [...new Set(inputs[src]?.map(({ input }) => JSON.stringify(input)))];
    expect(Object.keys(inputs).toSorted()).toEqual(['repairStragglers', 'takeCensus']);
    expect(distinct('takeCensus')).toEqual([JSON.stringify({ point: 'last-holder' })]);
    expect(distinct('repairStragglers')).toEqual([JSON.stringify({ point: 'last-holder', through: 's3' })]);
  });

  it('given no server with both keys, fails at the first straggler and repairs nothing', ({ expect }) => {
    const paths = pathsThrough(clearance, HOPELESS);
    expect(paths.flat().map(({ state }) => state)).not.toContain('repairing');
    const stragglers = paths.filter((path) => path.at(-1)?.reaction === SOME);
    expect(stragglers.map((path) => path.at(-1)?.snapshot.output)).toMatchObject([
      { ok: false, failure: { kind: 'stragglers-remain', point: 'before:s2', repairable: false } },
    ]);
  });

  it('given a census or a repair that fails or breaks, fails with that and asks for nothing more', ({ expect }) => {
    const failing = endingIn('failed', REPAIRABLE).filter((path) => path.at(-1)?.reaction !== SOME);
    // Four counts and three repairs, each of which may fail or break.
    expect(failing).toHaveLength(14);
    for (const path of failing) {
      const last = path.at(-1);
      const where = path.at(-2)?.running[0]?.src;
      const failure = last?.reaction === FAILED ? FAILURE : { kind: 'bug', where };
      expect(last?.snapshot.output).toMatchObject({ ok: false, failure });
      expect(last?.running).toEqual([]);
    }
  });

  it('has no state that is never reached', ({ expect }) => {
    const reached = pathsThrough(clearance, REPAIRABLE)
      .flat()
      .map(({ state }) => state);
    expect(new Set(reached)).toEqual(new Set(lastingStatesOf(clearance)));
  });
});

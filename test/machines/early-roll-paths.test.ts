import { describe, it } from 'vitest';

import type { ClearanceInput, RestartInput, RolloutInput } from '../../machines/contract.ts';
import { earlyRoll } from '../../machines/early-roll.ts';
import { rotation } from '../../machines/rotation.ts';
import type { Course } from '../../src/model/strategy.ts';
import { courseOf, EARLY, RUNS } from './support/courses.ts';
import { lastingStatesOf, pathsThrough, withLateRestarts, type Running, type Visit } from './support/explore.ts';
import { allGood, CLOSED, FAILURE, LATE, lineOf, run, SOME } from './support/record.ts';
import { unsafeCalls } from './support/safety.ts';

function asked({ src, input }: Running): string {
  if (src === 'restart') return `restart ${(input as RestartInput).roll} ${(input as RestartInput).server.name}`;
  if (src === 'clearance') return `clearance ${(input as ClearanceInput).point}`;
  if (src === 'rollout') return `roll ${(input as RolloutInput).roll}`;
  return [src, ...Object.values(input as object)].join(' ');
}

function asks(path: readonly Visit[]): readonly string[] {
  return path.flatMap(({ running }) => running.map(asked));
}

function namesOf({ order }: Course, part: 'leader' | 'follower'): readonly string[] {
  return order.filter((server) => server.part === part).map(({ name }) => name);
}

/** The answer to what a path asked last before its state at `index`. */
function answeredBefore(path: readonly Visit[], index: number): unknown {
  return path[index]?.reaction;
}

function endingIn(paths: readonly (readonly Visit[])[], state: string): readonly (readonly Visit[])[] {
  return paths.filter((path) => path.at(-1)?.state === state);
}

describe('the early roll, on all paths', () => {
  for (const { name, course } of EARLY) {
    const paths = pathsThrough(earlyRoll, { course }, withLateRestarts);
    const followers = namesOf(course, 'follower');

    it(`${name}: restarts followers alone, in their order, and never the leader`, ({ expect }) => {
      const inputs = paths.flat().flatMap(({ running }) => running.filter(({ src }) => src === 'restart'));
      for (const { input } of inputs) {
        const { roll, server, clearBefore } = input as RestartInput;
        expect([roll, server.part, clearBefore]).toEqual(['early', 'follower', null]);
      }
      for (const path of paths) {
        const restarts = asks(path).filter((line) => line.startsWith('restart '));
        expect(restarts).toEqual(followers.slice(0, restarts.length).map((follower) => `restart early ${follower}`));
      }
    });

    it(`${name}: restarts a follower only straight after a look that found its window open`, ({ expect }) => {
      for (const path of paths) {
        for (const [index, { running }] of path.entries()) {
          const restarted = running.find(({ src }) => src === 'restart')?.input as RestartInput | undefined;
          if (restarted === undefined) continue;
          expect(path[index - 1]?.running.map(asked)).toEqual([`awaitWindow ${restarted.server.name}`]);
          expect(answeredBefore(path, index)).toEqual({ ok: true, window: 'open' });
        }
      }
    });

    it(`${name}: takes writes again only when every follower has both keys and every apiserver has loaded them`, ({
      expect,
    }) => {
      const opening = paths.filter((path) => asks(path).includes('allowWrites'));
      expect(opening.length).toBeGreaterThan(0);
      const together = [...namesOf(course, 'leader'), ...followers];
      for (const path of opening) {
        const lines = asks(path);
        expect(lines.slice(0, lines.indexOf('allowWrites'))).toEqual([
          ...followers.flatMap((follower) => [`awaitWindow ${follower}`, `restart early ${follower}`]),
          'awaitWindow ',
          `awaitApiservers early ${together.join(',')}`,
        ]);
      }
    });

    it(`${name}: is late wherever a window is closed, and where a restart finds it closed by then, changes nothing more, and is thawed in one way only`, ({
      expect,
    }) => {
      const late = endingIn(paths, 'late');
      expect(late).toHaveLength(2 * followers.length + 1);
      for (const path of late) {
        expect([CLOSED, LATE]).toContainEqual(path.at(-1)?.reaction);
        expect(path.at(-1)?.snapshot.output).toEqual({ ok: true, early: 'late' });
        expect(asks(path)).not.toContain('allowWrites');
      }
      expect(endingIn(paths, 'thawed').map((path) => path.at(-1)?.snapshot.output)).toEqual([
        { ok: true, early: 'thawed' },
      ]);
    });

    it(`${name}: ends at every failure with that failure, and asks for nothing more`, ({ expect }) => {
      const failed = endingIn(paths, 'failed');
      expect(failed.length).toBeGreaterThan(0);
      for (const path of failed) {
        const where = path.at(-2)?.running[0]?.src;
        const failure =
          path.at(-1)?.reaction === 'reject' ? { kind: 'bug', where, message: `${where} broke` } : FAILURE;
        expect(path.at(-1)?.snapshot.output).toMatchObject({ ok: false, failure });
        expect(path.at(-1)?.running).toEqual([]);
      }
    });
  }

  it('has no state that is never reached', ({ expect }) => {
    const reached = EARLY.flatMap(({ course }) => pathsThrough(earlyRoll, { course })).flat();
    expect(new Set(reached.map(({ state }) => state))).toEqual(new Set(lastingStatesOf(earlyRoll)));
  });
});

describe('a rotation with an early roll, on all paths', () => {
  const course = courseOf('three servers', { strategy: 'rotate-keys', freezeWrites: true, earlyRoll: true });
  const runs = RUNS.filter(({ name }) => name.startsWith('three servers, rotate-keys, followers early, waiting'));

  for (const { name, entry } of runs) {
    const paths = pathsThrough(rotation, { course, entry });
    const finished = endingIn(paths, 'finished');
    const known = 'early' in entry ? entry.early : undefined;

    it(`${name}: sends its command once at most, after the freeze, and seals the new key before it restarts anything`, ({
      expect,
    }) => {
      for (const path of paths) {
        const lines = asks(path);
        const sent = lines.filter((line) => line.startsWith('sendStageCommand'));
        expect(sent).toEqual(sent.slice(0, 1));
        if (sent.length > 0)
          expect(lines[lines.indexOf('sendStageCommand rotate-keys') - 1]).toBe('freezeWrites false true');
        for (const line of lines.filter((one) => one === 'roll reencrypt_finished' || one.startsWith('earlyRoll')))
          expect(lines.slice(0, lines.indexOf(line))).toContain('sealCredentials new-key');
      }
    });

    it(`${name}: lifts the refusal before the last roll after an early roll in time, and otherwise after a last count`, ({
      expect,
    }) => {
      expect(finished.length).toBe(known === undefined ? 2 : 1);
      for (const path of finished) {
        const lines = asks(path);
        const answer = path.map(({ reaction }) => reaction).find((one) => typeof one === 'object' && 'early' in one);
        const early = known ?? (answer as { readonly early: string } | undefined)?.early;
        const rolledAt = lines.indexOf('roll reencrypt_finished');
        const opened = lines.indexOf('unfreezeWrites');
        expect(lines.filter((line) => line === 'unfreezeWrites')).toHaveLength(1);
        if (early === 'thawed') expect(opened).toBe(rolledAt - 1);
        else
          expect(lines.slice(rolledAt, opened + 1)).toEqual([
            'roll reencrypt_finished',
            'clearance before-unfreeze',
            'unfreezeWrites',
          ]);
        expect(lines).not.toContain('allowDeletes');
        expect(lines.at(-2)).toBe('prove');
      }
    });
  }

  it('given a resumed run whose apiservers all have both keys, does not refuse writes again', async ({ expect }) => {
    const { calls } = await run(course, { at: 'reencrypt_active', rewrite: 'drop-old', early: 'thawed' });
    const lines = calls.map(lineOf);
    expect(lines.filter((line) => line.startsWith('freezeWrites') || line.startsWith('awaitWindow'))).toEqual([]);
    expect(lines.slice(0, 3)).toEqual(['sealCredentials new-key', 'awaitRewrite drop-old', 'unfreezeWrites']);
  });

  it('given an early roll in time, repairs stragglers of the last roll through the follower that restarts last', async ({
    expect,
  }) => {
    let counts = 0;
    const { calls, output } = await run(course, { at: 'start' }, (name) => {
      if (name === 'takeCensus') counts += 1;
      return name === 'takeCensus' && counts % 2 === 1 ? SOME : allGood(name);
    });
    const repairs = calls.map(lineOf).filter((line) => line.startsWith('repairStragglers'));
    expect(new Set(repairs.map((line) => line.split(' ')[2]))).toEqual(new Set(['s3']));
    expect(output).toEqual({ kind: 'finished' });
  });

  it.for([0, 1, 2])(
    'given the window closes at look %i, finishes without an unsafe call',
    async (closedAt, { expect }) => {
      let looks = 0;
      const { calls, output } = await run(course, { at: 'start' }, (name) => {
        if (name !== 'awaitWindow') return allGood(name);
        looks += 1;
        return looks > closedAt ? CLOSED : allGood(name);
      });
      expect(output).toEqual({ kind: 'finished' });
      expect(unsafeCalls(course, calls)).toEqual([]);
      expect(calls.some((call) => call.name === 'allowWrites')).toBe(false);
    },
  );
});

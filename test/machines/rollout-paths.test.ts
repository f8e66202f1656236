import { describe, it } from 'vitest';

import type { ClearanceInput, RestartInput, RolloutInput } from '../../machines/contract.ts';
import { rollout } from '../../machines/rollout.ts';
import { ROLLS, type Course } from '../../src/model/strategy.ts';
import { COURSES, courseOf } from './support/courses.ts';
import { lastingStatesOf, pathsThrough, type Running, type Visit } from './support/explore.ts';
import { FAILURE } from './support/record.ts';

const INPUTS: readonly { readonly name: string; readonly input: RolloutInput }[] = COURSES.flatMap(({ name, course }) =>
  ROLLS.filter((roll) => course.strategy === 'staged' || roll === 'reencrypt_finished').map((roll) => ({
    name: `${name}, ${roll}`,
    input: { course, roll },
  })),
);

function asked({ src, input }: Running): string {
  if (src === 'restart') return `restart ${(input as RestartInput).server.name}`;
  if (src === 'clearance')
    return `clearance ${(input as ClearanceInput).moment} through ${(input as ClearanceInput).through}`;
  if (src === 'awaitGate') return `saved ${(input as { readonly server: string }).server}`;
  return `${src} ${(input as { readonly servers: readonly string[] }).servers.join('+')}`;
}

function asks(path: readonly Visit[]): readonly string[] {
  return path.flatMap(({ running }) => running.map(asked));
}

/** What a course asks of a roll when everything works, and there is no other way through it. */
function onlyWay(input: RolloutInput): readonly string[] {
  const [way, ...others] = pathsThrough(rollout, input).filter((path) => path.at(-1)?.state === 'rolled');
  if (way === undefined || others.length > 0) throw new Error('more or less than one way through a roll');
  return asks(way);
}

function planesOf({ order }: Course): readonly string[] {
  return order.filter(({ part }) => part !== 'etcd-only').map(({ name }) => name);
}

describe('a roll, on all paths', () => {
  for (const { name, input } of INPUTS) {
    const { course, roll } = input;
    const paths = pathsThrough(rollout, input);

    it(`${name}: asks for a restart only when the server before is healthy`, ({ expect }) => {
      for (const path of paths) {
        const restarts = path.filter(({ running }) => running.some(({ src }) => src === 'restart'));
        const servers = restarts.flatMap(({ running }) => running.map(asked));
        expect(servers).toEqual(course.order.slice(0, servers.length).map((server) => `restart ${server.name}`));
        for (const visit of restarts.slice(0, -1)) {
          expect(path[path.indexOf(visit) + 1]?.reaction).toEqual({ ok: true });
        }
      }
    });

    it(`${name}: stops at the first failure and leaves the rest untouched`, ({ expect }) => {
      const failing = paths.filter((path) => path.at(-1)?.state === 'failed');
      expect(failing).toHaveLength(onlyWay(input).length * 2);
      for (const path of failing) {
        const last = path.at(-1);
        const where = path.at(-2)?.running[0]?.src;
        const failure = last?.reaction === 'reject' ? { kind: 'bug', where } : FAILURE;
        expect(last?.snapshot.output).toMatchObject({ ok: false, failure });
        expect(last?.running).toEqual([]);
        expect(asks(path)).toEqual(onlyWay(input).slice(0, path.length - 1));
      }
    });

    it(`${name}: is over only when every apiserver uses its new file`, ({ expect }) => {
      const way = pathsThrough(rollout, input).find((path) => path.at(-1)?.state === 'rolled') ?? [];
      const alone = way.flatMap(({ running }) =>
        running.flatMap(({ src, input: given }) =>
          src === 'restart' && (given as RestartInput).proveLoaded ? [(given as RestartInput).server.name] : [],
        ),
      );
      const together = onlyWay(input).filter((line) => line.startsWith('awaitApiservers '));
      const loaded = [...alone, ...together.flatMap((line) => line.replace('awaitApiservers ', '').split('+'))];
      expect(loaded).toEqual(planesOf(course));
      expect(
        onlyWay(input)
          .slice(0, -1)
          .filter((line) => line.startsWith('awaitApiservers ')),
      ).toEqual([]);
    });

    it(`${name}: lets the old key go only straight after a clearance, and only where it goes`, ({ expect }) => {
      const followers = planesOf(course).slice(1);
      const needing = course.strategy === 'staged' ? followers.slice(-1) : followers;
      const way = onlyWay(input);
      const cleared = way.flatMap((line, index) => (line.startsWith('clearance ') ? [way[index + 1]] : []));
      expect(cleared).toEqual(roll === 'reencrypt_finished' ? needing.map((server) => `restart ${server}`) : []);
    });
  }

  it('given the last holder, repairs through that very server', ({ expect }) => {
    const course = courseOf('three servers');
    expect(onlyWay({ course, roll: 'reencrypt_finished' })).toEqual([
      'saved s1',
      'restart s1',
      'restart s2',
      'clearance last-holder through s3',
      'restart s3',
      'awaitApiservers s1+s2+s3',
    ]);
  });

  it('given rotate-keys, has nobody to repair through', ({ expect }) => {
    const course = courseOf('three servers', { strategy: 'rotate-keys' });
    expect(onlyWay({ course, roll: 'reencrypt_finished' })).toEqual([
      'saved s1',
      'restart s1',
      'clearance before:s2 through null',
      'restart s2',
      'clearance before:s3 through null',
      'restart s3',
      'awaitApiservers s1+s2+s3',
    ]);
  });

  it('has no state that is never reached', ({ expect }) => {
    const reached = INPUTS.flatMap(({ input }) =>
      pathsThrough(rollout, input)
        .flat()
        .map(({ state }) => state),
    );
    expect(new Set(reached)).toEqual(new Set(lastingStatesOf(rollout)));
  });
});

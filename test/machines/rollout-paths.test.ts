import { describe, it } from 'vitest';

import type { RestartInput, RolloutInput } from '../../machines/contract.ts';
import { rollout } from '../../machines/rollout.ts';
import type { Course, StageRoll } from '../../src/model/strategy.ts';
import { COURSES, courseOf } from './support/courses.ts';
import { lastingStatesOf, pathsThrough, type Running, type Visit } from './support/explore.ts';
import { FAILURE } from './support/record.ts';

const STAGE_ROLLS: readonly StageRoll[] = ['prepare', 'rotate', 'reencrypt_finished'];

const INPUTS: readonly { readonly name: string; readonly input: RolloutInput }[] = COURSES.flatMap(({ name, course }) =>
  STAGE_ROLLS.filter((roll) => course.strategy === 'staged' || roll === 'reencrypt_finished').map((roll) => ({
    name: `${name}, ${roll}`,
    input: { course, roll, repairThrough: null },
  })),
);

function asked({ src, input }: Running): string {
  if (src === 'restart') return `restart ${(input as RestartInput).server.name}`;
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

/** What the restarts of a roll are given when everything works, in order. */
function restartsOf(input: RolloutInput): readonly RestartInput[] {
  const way = pathsThrough(rollout, input).find((path) => path.at(-1)?.state === 'rolled') ?? [];
  return way.flatMap(({ running }) =>
    running.flatMap(({ src, input: given }) => (src === 'restart' ? [given as RestartInput] : [])),
  );
}

function controlPlanesOf({ order }: Course): readonly string[] {
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
      const alone = restartsOf(input)
        .filter(({ proveLoaded }) => proveLoaded)
        .map(({ server }) => server.name);
      const together = onlyWay(input).filter((line) => line.startsWith('awaitApiservers '));
      const loaded = [...alone, ...together.flatMap((line) => line.replace('awaitApiservers ', '').split('+'))];
      expect(loaded).toEqual(controlPlanesOf(course));
      expect(
        onlyWay(input)
          .slice(0, -1)
          .filter((line) => line.startsWith('awaitApiservers ')),
      ).toEqual([]);
    });

    it(`${name}: lets a server go only with a clearance, where the old key goes with it or its leader lacks it`, ({
      expect,
    }) => {
      const isFollowed = course.strategy === 'staged' && course.controlPlanes === 'several';
      const last = course.order.findLast(({ part }) => part === 'follower')?.name;
      const isCounted = (server: string): boolean => roll === 'reencrypt_finished' && (!isFollowed || server === last);
      const expected = course.order.map((server) => {
        const through = isFollowed ? server.name : null;
        const isStopped = course.apiserverReload === 'restart-container' && server.part !== 'etcd-only';
        return {
          server: server.name,
          before: isCounted(server.name)
            ? { point: isFollowed ? 'last-holder' : `before:${server.name}`, through }
            : null,
          beforeContainer:
            isCounted(server.name) && isStopped ? { point: `before-container:${server.name}`, through } : null,
        };
      });
      expect(
        restartsOf(input).map(({ server, clearBefore, clearBeforeContainer }) => ({
          server: server.name,
          before: clearBefore,
          beforeContainer: clearBeforeContainer,
        })),
      ).toEqual(expected);
    });
  }

  it('given the last holder, repairs through that very server', ({ expect }) => {
    const course = courseOf('three servers', { apiserverReload: 'restart-container' });
    const [leader, second, last] = restartsOf({ course, roll: 'reencrypt_finished', repairThrough: null });
    expect(last).toMatchObject({
      clearBefore: { point: 'last-holder', through: 's3' },
      clearBeforeContainer: { point: 'before-container:s3', through: 's3' },
    });
    expect([leader?.clearBefore, second?.clearBefore]).toEqual([null, null]);
  });

  it('given rotate-keys, counts for the leader too, and has nobody to repair through', ({ expect }) => {
    const course = courseOf('three servers', { strategy: 'rotate-keys' });
    expect(
      restartsOf({ course, roll: 'reencrypt_finished', repairThrough: null }).map(({ clearBefore }) => clearBefore),
    ).toEqual([
      { point: 'before:s1', through: null },
      { point: 'before:s2', through: null },
      { point: 'before:s3', through: null },
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

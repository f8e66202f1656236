import { createActor, type AnyActorRef, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import { describe, it } from 'vitest';

import { provideActors } from '../../machines/provide.ts';
import type { Roll } from '../../src/model/strategy.ts';
import { courseOf, TOPOLOGIES } from './support/courses.ts';
import { lastingStatesOf, nameOf, statesOf, withRareAnswers } from './support/explore.ts';
import { allGood, lineOf, recorder, run, SOME, start, type Script } from './support/record.ts';

/** The charts with actors that never come back. */
function hangingCharts(): Readonly<
  Record<'rotation' | 'earlyRoll' | 'rollout' | 'restart' | 'clearance', AnyStateMachine>
> {
  const rotation: AnyStateMachine = provideActors(recorder(() => 'hang').implementations);
  const inside = (machine: AnyStateMachine, name: string) => machine.implementations.actors[name] as AnyStateMachine;
  const rollout = inside(rotation, 'rollout');
  return {
    rotation,
    earlyRoll: inside(rotation, 'earlyRoll'),
    rollout,
    restart: inside(rollout, 'restart'),
    clearance: inside(rotation, 'clearance'),
  };
}

const CHARTS = hangingCharts();

const single = courseOf('one server', { snapshot: true });
const several = courseOf('three servers and two etcd-only', { snapshot: true });
const containers = courseOf('three servers', { apiserverReload: 'restart-container' });
const alone = courseOf('one server', { strategy: 'rotate-keys' });
const fast = courseOf('three servers', { strategy: 'rotate-keys', freezeWrites: true });

const early = courseOf('three servers', { strategy: 'rotate-keys', freezeWrites: true, earlyRoll: true });

/** Inputs with which every state of a chart is reached. */
const INPUTS: Readonly<Record<keyof typeof CHARTS, readonly unknown[]>> = {
  rotation: [
    ...[single, several, fast, alone].map((course) => ({ course, entry: { at: 'start' } })),
    { course: fast, entry: { at: 'reencrypt_finished' } },
    { course: early, entry: { at: 'start' } },
    { course: early, entry: { at: 'reencrypt_finished' } },
  ],
  earlyRoll: [{ course: early }],
  rollout: [single, several, fast].map((course) => ({
    course,
    roll: 'reencrypt_finished' satisfies Roll,
    repairThrough: null,
  })),
  restart: [
    {
      roll: 'prepare',
      server: TOPOLOGIES['three servers'][0],
      restartContainers: true,
      asksEtcd: true,
      proveLoaded: true,
      clearBefore: { point: 'before:s1', through: null },
      clearBeforeContainer: { point: 'before-container:s1', through: null },
    },
    {
      roll: 'prepare',
      server: several.order[0],
      restartContainers: false,
      asksEtcd: true,
      proveLoaded: false,
      clearBefore: null,
      clearBeforeContainer: null,
    },
  ],
  clearance: [{ point: 'last-holder', through: 's3' }],
};

/** Where a chart is, and the charts and actors below it, in whatever depth. */
function positionOf(actor: AnyActorRef): unknown {
  const snapshot = actor.getSnapshot() as AnyMachineSnapshot;
  if (!('children' in snapshot)) return (snapshot as { readonly status: string }).status;
  const children = Object.entries(snapshot.children as Readonly<Record<string, AnyActorRef>>);
  return {
    state: nameOf(snapshot),
    status: snapshot.status,
    children: Object.fromEntries(children.map(([id, child]) => [id, positionOf(child)])),
  };
}

/** As it comes back from a file. */
function written<T>(snapshot: T): T {
  return JSON.parse(JSON.stringify(snapshot)) as T;
}

describe('every state that a chart can be found in', () => {
  for (const [name, machine] of Object.entries(CHARTS)) {
    const inputs = INPUTS[name as keyof typeof CHARTS];

    it(`${name}: is restored from its snapshot, with what it had invoked running again`, ({ expect }) => {
      const found = inputs.flatMap((input) => statesOf(machine, input, withRareAnswers));
      expect(new Set(found.map(nameOf))).toEqual(new Set(lastingStatesOf(machine)));
      for (const snapshot of found) {
        const actor = createActor(machine, { snapshot: written(machine.getPersistedSnapshot(snapshot)) });
        actor.subscribe({ error: () => undefined });
        actor.start();
        const restored = actor.getSnapshot() as AnyMachineSnapshot;
        expect([restored.value, restored.context]).toEqual([snapshot.value, written(snapshot.context)]);
        expect(restored.status).toBe(snapshot.status);
        expect(restored.output).toEqual(snapshot.output);
        const children = Object.entries(restored.children as Readonly<Record<string, AnyActorRef>>);
        expect(children.map(([id]) => id)).toEqual(Object.keys(snapshot.children));
        expect(children).toHaveLength(snapshot.status === 'active' ? 1 : 0);
        for (const [, child] of children) expect(child.getSnapshot()).toMatchObject({ status: 'active' });
        actor.stop();
      }
    });
  }
});

/** Everything works until the call number `last`, which never comes back. */
function until(last: number): Script {
  return (name, index) => (index === last ? 'hang' : allGood(name));
}

const RUNS: readonly { readonly given: string; readonly course: typeof single }[] = [
  { given: 'one server', course: single },
  { given: 'three servers and two etcd-only', course: several },
  { given: 'container restarts', course: containers },
  { given: 'rotate-keys', course: fast },
  { given: 'rotate-keys with an early roll', course: early },
];

describe('a rotation that is persisted while something goes on, whatever it is', () => {
  for (const { given, course } of RUNS) {
    it(`given ${given}, asks for that again, then for the rest, and for nothing twice`, async ({ expect }) => {
      const input = { course, entry: { at: 'start' } } as const;
      const whole = (await run(course, input.entry)).calls.map(lineOf);
      for (const last of whole.keys()) {
        const first = start(input, { script: until(last) });
        await first.hung;
        const snapshot = written(first.actor.getPersistedSnapshot());
        const position = positionOf(first.actor);
        first.actor.stop();
        const second = start(input, { snapshot });
        expect(positionOf(second.actor)).toEqual(position);
        expect(await second.ended).toEqual({ kind: 'finished' });
        expect(second.calls.map(lineOf)).toEqual(whole.slice(last));
      }
    });
  }

  it('given a repair that goes on, repairs and counts again', async ({ expect }) => {
    const input = { course: several, entry: { at: 'reencrypt_finished' } } as const;
    const first = start(input, { script: (name) => (name === 'takeCensus' ? SOME : 'hang') });
    await first.hung;
    const snapshot = written(first.actor.getPersistedSnapshot());
    first.actor.stop();
    const second = start(input, { snapshot });
    await second.ended;
    expect(second.calls.slice(0, 3).map(lineOf)).toEqual([
      'repairStragglers before-roll s3',
      'takeCensus before-roll',
      'awaitGate reencrypt_finished s1 saved',
    ]);
  });
});

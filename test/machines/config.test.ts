import type { AnyStateMachine } from 'xstate';
import { describe, it } from 'vitest';

import { clearance } from '../../machines/clearance.ts';
import { rescue } from '../../machines/rescue.ts';
import { restart } from '../../machines/restart.ts';
import { rollout } from '../../machines/rollout.ts';
import { rotation } from '../../machines/rotation.ts';
import { nodesOf } from './support/explore.ts';

const CHARTS: readonly AnyStateMachine[] = [rotation, rescue, rollout, restart, clearance];

interface Found {
  readonly path: string;
  readonly key: string;
  readonly value: unknown;
}

/** Everything in a chart's configuration, however deep. */
function everythingIn(value: unknown, path = ''): readonly Found[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: readonly [string, unknown]) => [
    { path: `${path}.${key}`, key, value: inner },
    ...everythingIn(inner, `${path}.${key}`),
  ]);
}

function namesUnder(machine: AnyStateMachine, key: string): readonly string[] {
  return everythingIn(machine.config)
    .filter((found) => found.key === key)
    .flatMap(({ value }) => (Array.isArray(value) ? (value as readonly unknown[]) : [value]))
    .map((value) => (typeof value === 'object' && value !== null && 'type' in value ? value.type : value))
    .map((value) => (typeof value === 'string' ? value : 'inline'));
}

for (const machine of CHARTS) {
  describe(`the ${machine.id} chart`, () => {
    const { actors, guards, actions } = machine.implementations;

    it('invokes, guards and acts only by names that it declares', ({ expect }) => {
      const named = { src: actors, guard: guards, actions, entry: actions, exit: actions };
      for (const [key, declared] of Object.entries(named)) {
        expect(namesUnder(machine, key).filter((name) => !(name in declared))).toEqual([]);
      }
      expect(namesUnder(machine, 'src').length).toBeGreaterThan(0);
      expect(namesUnder(machine, 'guard').length).toBeGreaterThan(0);
    });

    it('declares nothing that it does not use', ({ expect }) => {
      const used = (keys: readonly string[]) => new Set(keys.flatMap((key) => namesUnder(machine, key)));
      expect(new Set(Object.keys(actors))).toEqual(used(['src']));
      expect(new Set(Object.keys(guards))).toEqual(used(['guard']));
      expect(new Set(Object.keys(actions))).toEqual(used(['actions', 'entry', 'exit']));
    });

    it('has no timer and no inline function', ({ expect }) => {
      const found = everythingIn(machine.config);
      expect(found.filter(({ key }) => key === 'after' || key === 'delay' || key === 'delays')).toEqual([]);
      // An inline function is named after the property it stands in, or not at all.
      const inline = found.filter(({ key, value }) => typeof value === 'function' && ['', key].includes(value.name));
      expect(inline.map(({ path }) => path)).toEqual([]);
    });

    it('leads every transition to a state of its own, and never into the state that it leaves', ({ expect }) => {
      const nodes = nodesOf(machine);
      for (const node of nodes) {
        const transitions = [...node.transitions.values()].flat().concat(node.always ?? []);
        for (const { target } of transitions) {
          expect(target).toHaveLength(1);
          expect(nodes).toEqual(expect.arrayContaining([...(target ?? [])]));
          expect(target).not.toContain(node);
        }
      }
    });

    it('answers for every end of what it invokes, under a lasting id', ({ expect }) => {
      for (const { invoke, on, path } of nodesOf(machine)) {
        for (const { id, onDone, onError } of invoke) {
          expect(id).toMatch(/^[a-zA-Z]+$/);
          expect([path, onDone, onError]).not.toContain(undefined);
          expect(Object.keys(on)).toEqual([`xstate.done.actor.${id}`, `xstate.error.actor.${id}`]);
        }
        expect(invoke.length).toBeLessThanOrEqual(1);
      }
    });

    it('leaves at once every state that neither ends nor invokes', ({ expect }) => {
      const leaves = nodesOf(machine).filter((node) => node.type === 'atomic');
      const idle = leaves.filter(({ invoke, always }) => invoke.length === 0 && (always ?? []).length === 0);
      expect(idle.map(({ id }) => id)).toEqual([]);
      // The last way out of such a state has no condition: nothing can get stuck there.
      const stuck = leaves.filter(({ always }) => always?.at(-1)?.guard !== undefined);
      expect(stuck.map(({ id }) => id)).toEqual([]);
    });
  });
}

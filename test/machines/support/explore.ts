import type { AnyActorRef, AnyMachineSnapshot, AnyStateMachine, StateNode, EventObject } from 'xstate';
import { getAdjacencyMap, getSimplePaths } from 'xstate/graph';

import { CLOSED, DELETED, LATE, OPEN, SOME, ZERO, FAILED, type Reaction } from './record.ts';

/** An actor or chart that runs in a state. */
export interface Running {
  readonly id: string;
  readonly src: string;
  readonly input: unknown;
}

/** One state on a path and what led to it. */
export interface Visit {
  readonly snapshot: AnyMachineSnapshot;
  readonly state: string;
  readonly running: readonly Running[];
  /** What the actor of the state before answered; `undefined` in the first state. */
  readonly reaction: Reaction | undefined;
}

interface Answer extends EventObject {
  readonly actorId: string;
  readonly reaction: Reaction;
  readonly output?: Reaction;
  readonly error?: Error;
}

/** More states than any chart has: an endless chart fails instead of hanging. */
const LIMIT = 20_000;

/** The actors and charts that run in a state, with what they were given. */
function runningIn(snapshot: AnyMachineSnapshot): readonly Running[] {
  const children = snapshot.children as Readonly<Record<string, AnyActorRef | undefined>>;
  return Object.entries(children).flatMap(([id, child]) => {
    if (child === undefined) return [];
    const inner = child.getSnapshot() as { readonly input?: unknown; readonly context?: unknown };
    return [{ id, src: typeof child.src === 'string' ? child.src : 'inline', input: inner.input ?? inner.context }];
  });
}

type Reactions = (src: string) => readonly Reaction[];

/** The same, and rewrites that are given up at a deleted Secret. */
export function withDeletedSecrets(src: string): readonly Reaction[] {
  return src === 'awaitRewrite' ? [...reactionsOf(src), DELETED] : reactionsOf(src);
}

/** The same, and restarts of an early roll that find its window closed. */
export function withLateRestarts(src: string): readonly Reaction[] {
  const mayBeLate = ['restart', 'requestRestart', 'restartApiserver'].includes(src);
  return mayBeLate ? [...reactionsOf(src), LATE] : reactionsOf(src);
}

/** All answers, those of a rewrite that met a deleted Secret and of a restart that came too late, too. */
export function withRareAnswers(src: string): readonly Reaction[] {
  return src === 'requestRestart' || src === 'restartApiserver' ? withLateRestarts(src) : withDeletedSecrets(src);
}

function reactionsOf(src: string): readonly Reaction[] {
  if (src === 'awaitWindow') return [OPEN, CLOSED, FAILED, 'reject'];
  if (src === 'earlyRoll') return [{ ok: true, early: 'thawed' }, { ok: true, early: 'late' }, FAILED, 'reject'];
  return src === 'takeCensus' ? [ZERO, SOME, FAILED, 'reject'] : [{ ok: true }, FAILED, 'reject'];
}

function answersOf(snapshot: AnyMachineSnapshot, reactions: Reactions): readonly Answer[] {
  if (snapshot.status !== 'active') return [];
  return runningIn(snapshot).flatMap(({ id, src }) =>
    reactions(src).map((reaction): Answer =>
      reaction === 'reject'
        ? { type: `xstate.error.actor.${id}`, actorId: id, reaction, error: new Error(`${src} broke`) }
        : { type: `xstate.done.actor.${id}`, actorId: id, reaction, output: reaction },
    ),
  );
}

function options(input: unknown, reactions: Reactions) {
  return {
    input,
    limit: LIMIT,
    events: (snapshot: AnyMachineSnapshot) => answersOf(snapshot, reactions) as readonly never[],
    serializeState: ({ value, context }: AnyMachineSnapshot) => JSON.stringify({ value, context }),
  };
}

/** Every way through a chart for one input, without running anything: all answers of all actors. */
export function pathsThrough(
  machine: AnyStateMachine,
  input: unknown,
  reactions: Reactions = reactionsOf,
): readonly (readonly Visit[])[] {
  return getSimplePaths(machine, options(input, reactions)).map(({ steps }) =>
    steps.map(({ state, event }) => ({
      snapshot: state as AnyMachineSnapshot,
      state: nameOf(state as AnyMachineSnapshot),
      running: runningIn(state as AnyMachineSnapshot),
      reaction: 'reaction' in event ? (event.reaction as Reaction) : undefined,
    })),
  );
}

/** Every state that a chart can be found in for one input. */
export function statesOf(
  machine: AnyStateMachine,
  input: unknown,
  reactions: Reactions = reactionsOf,
): readonly AnyMachineSnapshot[] {
  return Object.values(getAdjacencyMap(machine, options(input, reactions))).map(
    ({ state }) => state as AnyMachineSnapshot,
  );
}

/** For example `start.sealing`. */
export function nameOf(snapshot: AnyMachineSnapshot): string {
  const { value }: { readonly value: unknown } = snapshot;
  if (typeof value === 'string') return value;
  return Object.entries(value as Readonly<Record<string, string>>)
    .map(([outer, inner]) => `${outer}.${inner}`)
    .join('+');
}

/** All state nodes below the root. */
export function nodesOf(machine: AnyStateMachine): readonly StateNode[] {
  const below = (node: StateNode): readonly StateNode[] =>
    Object.values(node.states).flatMap((child) => [child, ...below(child)]);
  return below(machine.root);
}

/** The states that a chart can be found in: those without children that it doesn't leave at once. */
export function lastingStatesOf(machine: AnyStateMachine): readonly string[] {
  return nodesOf(machine)
    .filter((node) => Object.keys(node.states).length === 0 && (node.always ?? []).length === 0)
    .map((node) => node.path.join('.'));
}

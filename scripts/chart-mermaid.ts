import type { AnyStateMachine, StateNode } from 'xstate';

/** A transition as it is drawn: between states without children. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

const INITIAL = '[*]';

/**
 * A chart as a Mermaid `stateDiagram-v2`. Flat, because Mermaid can't draw a transition from inside one composite state into another:
 * `start.sealing` is the state `sealing` inside `start`. Same chart, same text.
 */
export function mermaidOf(machine: AnyStateMachine): string {
  const leaves = leavesBelow(machine.root);
  const lines = [
    'stateDiagram-v2',
    ...leaves.map((leaf) => `state "${leaf.path.join('.')}" as ${idOf(leaf)}`),
    ...leaves.flatMap((leaf) => leaf.invoke.map(({ src, id }) => `${idOf(leaf)} : ${invocationText(src, id)}`)),
    `${INITIAL} --> ${idOf(entered(machine.root))}`,
    ...merged(leaves.flatMap(arrowsFrom)).map(({ from, to, label }) => `${from} --> ${to}${label && ` : ${label}`}`),
    ...leaves.filter((leaf) => leaf.type === 'final').map((leaf) => `${idOf(leaf)} --> ${INITIAL}`),
  ];
  return lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join('\n');
}

function invocationText(src: unknown, id: string): string {
  return typeof src !== 'string' || src === id ? id : `${src} (${id})`;
}

function leavesBelow(node: StateNode): readonly StateNode[] {
  const children = Object.values(node.states);
  return children.length === 0 ? [node] : children.flatMap(leavesBelow);
}

function idOf(node: StateNode): string {
  return node.path.join('_');
}

/** The state without children that is entered when `node` is. */
function entered(node: StateNode): StateNode {
  const [first] = node.initial?.target ?? [];
  return first === undefined ? node : entered(first);
}

function arrowsFrom(node: StateNode): readonly Arrow[] {
  const events = [...node.transitions.entries(), ['', node.always ?? []] as const];
  return events.flatMap(([event, transitions]) =>
    transitions.flatMap((transition, index) =>
      (transition.target ?? []).map((target) => ({
        from: idOf(node),
        to: idOf(entered(target)),
        label: labelOf(event, transition.guard, index > 0),
      })),
    ),
  );
}

/** `rejected`: the actor broke its contract. `otherwise`: no condition before held. */
function labelOf(event: string, guard: unknown, isLater: boolean): string {
  if (event.startsWith('xstate.error.')) return 'rejected';
  if (typeof guard === 'string') return guard;
  if (typeof guard !== 'object' || guard === null || !('type' in guard)) return isLater ? 'otherwise' : '';
  const params: unknown = 'params' in guard ? guard.params : undefined;
  const values = typeof params === 'object' && params !== null ? Object.values(params) : [];
  return [guard.type, ...values].join(' ');
}

/** One arrow between two states, with all its reasons. */
function merged(arrows: readonly Arrow[]): readonly Arrow[] {
  const groups = Map.groupBy(arrows, ({ from, to }) => `${from} ${to}`);
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ from, to }) => ({
      from,
      to,
      label: group
        .map(({ label }) => label)
        .filter((label) => label !== '')
        .join(' / '),
    })),
  );
}

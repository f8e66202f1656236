import { answered } from './outcome.ts';

interface Invocation<Id, Src, Input, Target> {
  /** Name of the child in snapshots. The name must not change while snapshots of a release are kept. */
  readonly id: Id;
  readonly src: Src;
  readonly input: Input;
  /** Target state after a successful answer. */
  readonly target: Target;
}

/** Condition of a transition. The actor or chart answered with success. */
export const GOOD = { type: 'isOk', params: answered } as const;

/** A transition with a condition and an action that both read the answer. */
export function answeredBy<const Guard extends string, const Action extends string, const Target extends string>(
  guard: Guard,
  action: Action,
  target: Target,
) {
  return { guard: { type: guard, params: answered }, actions: { type: action, params: answered }, target } as const;
}

/** The transitions that end a chart, for charts whose failing end is `target`. */
export function endingAt<const Target extends string>(target: Target) {
  /** The answer is a failure. */
  const stop = { target, actions: { type: 'keepFailure', params: answered } } as const;

  /** The actor or chart named `where` rejected. */
  function stopOnBug<const Where extends string>(where: Where) {
    return { target, actions: { type: 'keepBug', params: { where } } } as const;
  }

  /** Invokes an actor or a chart. A successful answer leads on, and every other result ends the chart. */
  function step<const Id, const Src extends string, const Input, const Next>(
    invocation: Invocation<Id, Src, Input, Next>,
  ) {
    const { id, src, input, target: next } = invocation;
    return { id, src, input, onDone: [{ guard: GOOD, target: next }, stop], onError: stopOnBug(src) } as const;
  }

  return { stop, stopOnBug, step };
}

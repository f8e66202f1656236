import { answered } from './outcome.ts';

interface Invocation<Id, Src, Input, Target> {
  /** Names the child in snapshots: it must not change while snapshots of a release are kept. */
  readonly id: Id;
  readonly src: Src;
  readonly input: Input;
  /** Where a good answer leads. */
  readonly target: Target;
}

/** Condition of a transition: the actor or chart answered that it worked. */
export const GOOD = { type: 'isOk', params: answered } as const;

/** A transition whose condition and action both look at the answer. */
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

  /** Invokes an actor or a chart: a good answer leads on, everything else ends the chart. */
  function step<const Id, const Src extends string, const Input, const Next>(
    invocation: Invocation<Id, Src, Input, Next>,
  ) {
    const { id, src, input, target: next } = invocation;
    return { id, src, input, onDone: [{ guard: GOOD, target: next }, stop], onError: stopOnBug(src) } as const;
  }

  return { stop, stopOnBug, step };
}

import type { Hints } from '../report/hints.ts';

/** What the operator typed, for the next command. */
export function hintsOf(args: {
  readonly inventory?: string;
  readonly cluster?: string;
  readonly stateDir?: string;
}): Hints {
  const always = args.stateDir === undefined ? [] : ['--state-dir', args.stateDir];
  return { inventory: args.inventory, cluster: args.cluster, always };
}

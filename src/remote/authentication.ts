import type { AnyAuthMethod, AuthHandlerMiddleware, ParsedKey } from 'ssh2';

import { ChosenAgentKeys } from './agent-keys.ts';
import type { OfferedKey } from './keys-to-try.ts';

/** A user and the user's means of authentication. */
export interface Credentials {
  readonly user: string;
  /** In the order of trying. */
  readonly offers: readonly OfferedKey[];
  /** Socket of the agent. */
  readonly agent: string | undefined;
}

/**
 * Tries `none` first (free of cost, and the answer lists the accepted methods), then the keys. Nothing is ever
 * forwarded.
 */
export function authenticationHandler({ user, offers, agent }: Credentials): AuthHandlerMiddleware {
  const methods: AnyAuthMethod[] = [{ type: 'none', username: user }, ...keyMethods(user, offers, agent)];
  return (accepted: readonly string[] | null, _partial, next) => {
    const method = accepted === null || accepted.includes('publickey') ? methods.shift() : undefined;
    if (method === undefined) {
      // ssh2 accepts `false` for "no more methods", against its types.
      (next as unknown as (end: false) => void)(false);
      return;
    }
    next(method);
  };
}

/** Keys of the agent that follow each other are one method of ssh2. */
function keyMethods(user: string, offers: readonly OfferedKey[], agent: string | undefined): readonly AnyAuthMethod[] {
  const methods: AnyAuthMethod[] = [];
  let run: ParsedKey[] = [];
  const endRun = (): void => {
    if (run.length > 0 && agent !== undefined) {
      methods.push({ type: 'agent', username: user, agent: new ChosenAgentKeys(agent, run) });
    }
    run = [];
  };
  for (const { by, key } of offers) {
    if (by === 'agent') run.push(key);
    else {
      endRun();
      methods.push({ type: 'publickey', username: user, key });
    }
  }
  endRun();
  return methods;
}

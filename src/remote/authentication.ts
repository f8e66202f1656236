import type { AnyAuthMethod, AuthHandlerMiddleware, ParsedKey } from 'ssh2';

import { LimitedAgent } from './limited-agent.ts';

/** sshd's default `MaxAuthTries` is 6, and the sixth failure ends the connection. */
const MOST_KEYS = 5;

/** A user and the user's means of authentication. */
export interface Credentials {
  readonly user: string;
  readonly key: ParsedKey | undefined;
  /** Socket of the agent. */
  readonly agent: string | undefined;
}

/** One sign-in. `tried` names the methods tried so far. */
export interface Authentication {
  readonly handler: AuthHandlerMiddleware;
  readonly tried: readonly string[];
}

/**
 * Tries `none` first (free of cost, and the answer lists the accepted methods), then the identity file, then the agent.
 * Nothing is ever forwarded.
 */
export function createAuthentication({ user, key, agent }: Credentials): Authentication {
  const methods: AnyAuthMethod[] = [{ type: 'none', username: user }];
  if (key !== undefined) methods.push({ type: 'publickey', username: user, key });
  if (agent !== undefined) {
    const alreadyTried = key?.getPublicSSH();
    const most = key === undefined ? MOST_KEYS : MOST_KEYS - 1;
    methods.push({
      type: 'agent',
      username: user,
      agent: new LimitedAgent({ socket: agent, most, alreadyTried }),
    });
  }
  const tried: string[] = [];
  return {
    tried,
    handler: (accepted: readonly string[] | null, _partial, next) => {
      const method = accepted === null || accepted.includes('publickey') ? methods.shift() : undefined;
      if (method === undefined) {
        // ssh2 accepts `false` for "no more methods", against its types.
        (next as unknown as (end: false) => void)(false);
        return;
      }
      tried.push(method.type);
      next(method);
    },
  };
}

import type { AuthenticationFailed } from '../../src/model/failures/host.ts';

/** A login that a server refused. */
export const REFUSED_LOGIN: AuthenticationFailed = {
  kind: 'authentication-failed',
  server: 's2',
  address: '10.0.0.12:2222',
  user: 'ops',
  sources: [
    { source: 'file', path: '/home/ops/my key', state: 'offered', keys: 0, reason: '' },
    { source: 'agent', path: '/run/agent.sock', state: 'offered', keys: 2, reason: '' },
    { source: 'agent', path: '/run/agent.sock', state: 'left-out', keys: 3, reason: '' },
  ],
};

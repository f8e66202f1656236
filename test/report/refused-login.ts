import type { Failure } from '../../src/model/failure.ts';
import type { AuthenticationFailed } from '../../src/model/failures/host.ts';

/** A login that a server refused. */
const REFUSED_LOGIN: AuthenticationFailed = {
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

/** A host key that nobody has confirmed. */
const UNCONFIRMED_KEYS: Extract<Failure, { kind: 'host-keys-unconfirmed' }> = {
  kind: 'host-keys-unconfirmed',
  keys: [{ address: '10.0.0.12:2222', keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc' }],
};

/** Logins that came to nothing. */
export const SAMPLE_LOGINS = { 'authentication-failed': REFUSED_LOGIN, 'host-keys-unconfirmed': UNCONFIRMED_KEYS };

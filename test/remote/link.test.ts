import { describe, it } from 'vitest';

import { systemClock } from '../../src/apply/system-clock.ts';
import type { ConnectionFailure } from '../../src/model/failures/host.ts';
import { success } from '../../src/model/result.ts';
import type { Connection } from '../../src/remote/connection.ts';
import { createLink } from '../../src/remote/link.ts';
import { createTracked } from '../../src/remote/tracked-connection.ts';

const USER = { server: 's1', clock: systemClock, onReconnect: () => {} };

function unreached(server: string, reason: string): ConnectionFailure {
  return { kind: 'host-unreachable', server, address: 'a:22', reason };
}

function connection(): Connection {
  return createTracked({ exec: () => Promise.reject(new Error('not used')), end: async () => {} });
}

const THROWN: readonly (readonly [how: string, dial: () => Promise<never>])[] = [
  ['throws at once', throwsAtOnce],
  ['throws later', () => Promise.reject(new Error('no room'))],
];

function throwsAtOnce(): never {
  throw new Error('no room');
}

describe.each(THROWN)('given a dial that %s', (_, dial) => {
  it('when it is over, then the host is unreachable for its reason, and the next call dials anew', async ({
    expect,
  }) => {
    let dials = 0;
    const anew = connection();
    const link = createLink({
      dial: async () => {
        dials += 1;
        return dials === 1 ? await dial() : success(anew);
      },
      unreached,
    });
    expect(await link.connection(USER)).toEqual({ ok: false, failure: unreached('s1', 'no room') });
    expect(await link.connection(USER)).toEqual({ ok: true, value: anew });
  });

  it('when it never succeeds, then each call dials once, and closing does not fail', async ({ expect }) => {
    let dials = 0;
    const link = createLink({
      dial: () => {
        dials += 1;
        return dial();
      },
      unreached,
    });
    for (const _call of [1, 2]) await link.connection(USER);
    expect(dials).toBe(2);
    const last = link.connection(USER);
    await link.close();
    expect(await last).toMatchObject({ failure: { reason: 'the connections are closed' } });
  });
});

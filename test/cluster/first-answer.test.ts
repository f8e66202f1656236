import { describe, it } from 'vitest';

import { firstAnswer } from '../../src/cluster/first-answer.ts';
import { failed, success, type Result } from '../../src/model/result.ts';
import { fakeContext } from '../support/fake-runner.ts';

const NOBODY: Result<string> = failed({ kind: 'no-etcd-server' });

function away(server: string): Result<string> {
  return failed({ kind: 'host-unreachable', server, address: server, reason: 'away' });
}

describe('a question that any server can answer', () => {
  it('goes to the next server until one answers', async ({ expect }) => {
    const asked: string[] = [];
    const answer = await firstAnswer(
      { context: fakeContext(), servers: ['s1', 's2', 's3'], nobody: NOBODY },
      async (server) => {
        asked.push(server);
        return server === 's2' ? success(server) : away(server);
      },
    );
    expect([answer, asked]).toEqual([success('s2'), ['s1', 's2']]);
  });

  it('without an answer, fails as the last one did', async ({ expect }) => {
    const asked = { context: fakeContext(), servers: ['s1', 's2'], nobody: NOBODY };
    expect(await firstAnswer(asked, async (server) => away(server))).toEqual(away('s2'));
  });

  it('goes no further when its caller is stopped', async ({ expect }) => {
    const stop = new AbortController();
    const context = { ...fakeContext(), signal: stop.signal };
    const answer = await firstAnswer({ context, servers: ['s1', 's2'], nobody: NOBODY }, async (server) => {
      stop.abort();
      return away(server);
    });
    expect(answer).toEqual(away('s1'));
  });

  it('without servers, has the answer that was given for that', async ({ expect }) => {
    const asked = { context: fakeContext(), servers: [], nobody: NOBODY };
    expect(await firstAnswer(asked, async () => success('x'))).toEqual(NOBODY);
  });
});

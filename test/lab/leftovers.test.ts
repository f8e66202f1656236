import { describe, it } from 'vitest';

import { atTestEnd, endLeftovers } from './leftovers.ts';

/** Says when it is ended; by then its own work has taken a moment. */
function saying(word: string, said: string[]): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.resolve();
      said.push(word);
    },
  };
}

describe('what a test that was given up leaves behind', () => {
  it('given a cluster and then writers, when the test has ended, then the writers end before the cluster, once', async ({
    expect,
  }) => {
    const said: string[] = [];
    atTestEnd(saying('cluster', said));
    atTestEnd(saying('writers', said));

    await endLeftovers();
    await endLeftovers();

    expect(said).toEqual(['writers', 'cluster']);
  });

  it('given one that cannot be ended, when the test has ended, then the others are, and that is told', async ({
    expect,
  }) => {
    const said: string[] = [];
    atTestEnd(saying('cluster', said));
    atTestEnd({ [Symbol.asyncDispose]: () => Promise.reject(new Error('stuck')) });

    await expect(endLeftovers()).rejects.toThrow('stuck');

    expect(said).toEqual(['cluster']);
  });
});

import { describe, it } from 'vitest';

import { keyturn } from '../e2e/support/keyturn.ts';
import { aftermathOf, ALL_WELL, keysInEtcd, tell } from './evidence.ts';
import { amendInventory, fresh, RESTART_CONTAINER, rotateArguments, THREE } from './support.ts';
import { startWriters } from './writers.ts';

describe('real servers with writers at work, rotated more than once', () => {
  it('given three servers, when keyturn rotates staged twice in a row, then no acknowledged Secret is lost, none is under an old key, and each run made a key of its own', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    amendInventory(cluster, RESTART_CONTAINER);
    await using writers = startWriters(cluster);

    const first = await keyturn(rotateArguments(cluster));
    const between = await keysInEtcd(cluster);
    tell('three servers, after the first of two', { inEtcd: between });
    const second = await keyturn(rotateArguments(cluster));
    const after = await aftermathOf(cluster, writers, 'three servers, twice in a row');

    expect(first, first.stdout + first.stderr).toMatchObject({ code: 0 });
    expect(second, second.stdout + second.stderr).toMatchObject({ code: 0 });
    expect(Object.keys(between)).toHaveLength(1);
    expect(Object.keys(between)).not.toContain('aescbckey');
    expect(Object.keys(between)).not.toContain(after.onlyKey);
    expect(after).toMatchObject({ ...ALL_WELL, failedReads: 0, minted: 2 });
  });
});

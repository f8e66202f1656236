import { describe, it } from 'vitest';
import * as z from 'zod';

import { keyturn } from '../e2e/support/keyturn.ts';
import { aftermathOf, ALL_WELL, tell } from './evidence.ts';
import { keysInTable, rowsUnder } from './kine-table.ts';
import { createSecrets, fresh, hostOf, rotateArguments, statusOf, THREE } from './support.ts';
import { startWriters } from './writers.ts';

/** More than writers change during a rotation: their older values stay in the rows that the rewrite itself made. */
const QUIET = Array.from({ length: 200 }, (_, index) => `quiet-${String(index)}`);
const OLD_KEY = 'aescbckey';

const remnantsSchema = z.object({ kind: z.literal('counted'), rows: z.number(), plaintext: z.number() });
const statusSchema = z.object({ database: z.object({ remnants: remnantsSchema }) });

describe('a real K3s datastore, SQLite through kine, with writers at work', () => {
  it('given one server, when keyturn rotates, then no acknowledged Secret is lost, none is under the old key, and the older values that its database keeps are told', async ({
    expect,
  }) => {
    await using cluster = await fresh({ ...THREE, servers: 1, datastore: 'sqlite' });
    await createSecrets(cluster, hostOf(cluster, 's1'), QUIET);
    await using writers = startWriters(cluster);

    const rotated = await keyturn(rotateArguments(cluster));
    const after = await aftermathOf(cluster, writers, 'one server with SQLite');
    // kine compacts when it likes, so that there are fewer and fewer of them.
    const most = await rowsUnder(cluster, OLD_KEY);
    const { database } = statusSchema.parse(await statusOf(cluster));
    const least = await rowsUnder(cluster, OLD_KEY);
    tell('one server with SQLite, older values', { most, database, least, table: await keysInTable(cluster) });

    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
    expect(rotated.stdout).toMatch(/\d rows of the database still hold an older value of a Secret under another key/);
    expect(after).toMatchObject({ ...ALL_WELL, failedReads: 0, minted: 1 });
    expect(after.onlyKey).not.toBe(OLD_KEY);
    expect(after.naming).toEqual(['s1']);
    expect(database.remnants).toMatchObject({ plaintext: 0 });
    expect(database.remnants.rows).toBeGreaterThanOrEqual(least);
    expect(database.remnants.rows).toBeLessThanOrEqual(most);
    expect(least).toBeGreaterThan(0);
  });
});

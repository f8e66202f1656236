import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { journalOf, keyturn } from '../e2e/support/keyturn.ts';
import { aftermathOf, ALL_WELL } from './evidence.ts';
import { loadedItsFileAt } from './loaded.ts';
import { setClock, wearClock } from './skew.ts';
import {
  amendHost,
  amendInventory,
  fresh,
  hostOf,
  RESTART_CONTAINER,
  rotateArguments,
  rotateThrough,
  THREE,
} from './support.ts';
import { startWriters } from './writers.ts';

/** Debian's package libfaketime: the calendar of one process reads as a file says, its monotonic clock is left alone. */
const FAKETIME = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`;
/** The operator's machine is set an hour forward, then an hour back, then right again. */
const JUMPS = [
  { at: '"step":"restart:prepare:s2"', to: '+3600' },
  { at: '"step":"rewrite-finished"', to: '-3600' },
  { at: '"step":"restart:reencrypt_finished:s3"', to: '+0' },
];
/** The clock of a follower is set forward by less than keyturn refuses (30 s), back by as much, and right again. */
const STEPS = [
  { at: '"step":"command:prepare"', to: 20 },
  { at: '"step":"command:rotate"', to: -20 },
  { at: '"step":"rewrite-finished"', to: 20 },
];
/** Later than the minute after which keyturn would call a file loaded if it only counted time. */
const LATE_PERIOD_S = 100;

describe('three real servers with writers at work, and time that does not pass as it should', () => {
  it.skipIf(!existsSync(FAKETIME))(
    "given apiservers that do not name the file they use, when the operator's clock jumps at three moments, then keyturn still waits long enough and no Secret is lost",
    async ({ expect }) => {
      await using cluster = await fresh({ ...THREE, reloadMetric: false });
      const calendar = join(cluster.directory, 'calendar');
      writeFileSync(calendar, '+0');
      const environment = {
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: calendar,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      };
      await using writers = startWriters(cluster);

      const hits = JUMPS.map(({ at, to }) => ({ at, act: async () => writeFileSync(calendar, to) }));
      const { ended, resumed, unhit } = await rotateThrough(cluster, hits, { environment });
      const after = await aftermathOf(cluster, writers, "the operator's clock jumps");

      expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
      expect({ unhit, resumed }).toEqual({ unhit: 0, resumed: 0 });
      expect(after).toMatchObject({ ...ALL_WELL, failedReads: 0, minted: 1 });
    },
  );

  it('given the clock of a follower is set twenty seconds forward and back at three moments, when the run goes on or is resumed, then it ends well and no Secret is lost', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    amendInventory(cluster, RESTART_CONTAINER);
    const follower = hostOf(cluster, 's2');
    await wearClock(follower);
    await using writers = startWriters(cluster);

    const hits = STEPS.map(({ at, to }) => ({ at, act: () => setClock(follower, to) }));
    const { ended, unhit } = await rotateThrough(cluster, hits);
    const after = await aftermathOf(cluster, writers, "a follower's clock is set");

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(unhit).toBe(0);
    expect(after).toMatchObject({ ...ALL_WELL, minted: 1 });
  });

  it('given the clock of a follower is a minute ahead, when a rotation is asked for, then it is refused before anything changed', async ({
    expect,
  }) => {
    await using cluster = await fresh({ ...THREE, servers: 2, etcdOnly: 1 });
    await wearClock(hostOf(cluster, 's2'));
    await setClock(hostOf(cluster, 's2'), 60);
    await using writers = startWriters(cluster);

    const refused = await keyturn(rotateArguments(cluster));
    await setClock(hostOf(cluster, 's2'), 0);
    const after = await aftermathOf(cluster, writers, "a follower's clock is a minute ahead");

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    expect(refused.stdout + refused.stderr).toContain('fastest=s2');
    expect(after).toMatchObject({
      lost: 0,
      neverAnswered: [],
      notReady: [],
      onlyKey: 'aescbckey',
      underOtherKeys: 0,
      minted: 0,
    });
  });

  it('given the apiserver of a follower that polls its file late, when it is waited for, then the rewrite does not begin before it has loaded the file', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    const late = hostOf(cluster, 's3');
    await amendHost(cluster, late, { reloadPeriodSeconds: LATE_PERIOD_S });
    await using writers = startWriters(cluster);
    let loaded: Promise<number> | undefined;

    const { ended, unhit } = await rotateThrough(cluster, [
      // From its own restart in this roll on its file is the rotated one.
      {
        at: '"step":"loaded:rotate"',
        act: async () => {
          loaded = loadedItsFileAt(cluster, late);
        },
      },
    ]);
    const after = await aftermathOf(cluster, writers, 'a follower polls late');
    const reencryptAt = journalOf({ stateDirectory: join(cluster.directory, 'state') }).find(
      ({ record }) => record.kind === 'intended' && record.step === 'command:reencrypt',
    )?.at;

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(unhit).toBe(0);
    expect(Date.parse(reencryptAt ?? '')).toBeGreaterThan((await loaded) ?? Infinity);
    expect(after).toMatchObject({ ...ALL_WELL, failedReads: 0, minted: 1 });
  });
});

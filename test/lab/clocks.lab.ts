import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { journalOf, keyturn } from '../e2e/support/keyturn.ts';
import type { LabCluster } from './cluster.ts';
import { aftermathOf, ALL_WELL, tell } from './evidence.ts';
import { loadedItsFileAt } from './loaded.ts';
import { setClock, wearClock } from './skew.ts';
import {
  amendHost,
  amendInventory,
  fresh,
  hostOf,
  RESTART_CONTAINER,
  restartApiserver,
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
const HOURS_JUMPED = [1, -2, 1];
const HOUR_MS = 3_600_000;
/** The clock of a follower is set forward by less than keyturn refuses (30 s), back by as much, and right again. */
const STEPS = [
  { at: '"step":"command:prepare"', to: 20 },
  { at: '"step":"command:rotate"', to: -20 },
  { at: '"step":"rewrite-finished"', to: 20 },
];
/** Later than the minute after which keyturn would call a file loaded if it only counted time. */
const LATE_PERIOD_S = 100;

/** By how many whole hours each of these times is off the one before it, where it is. */
function hoursJumped(times: readonly string[]): readonly number[] {
  return times
    .map((time, index) => Math.round((Date.parse(time) - Date.parse(times[index - 1] ?? time)) / HOUR_MS))
    .filter((hours) => hours !== 0);
}

function stateOf(cluster: LabCluster): string {
  return join(cluster.directory, 'state');
}

/** The times in the log of the only run, which keyturn takes from the calendar. */
function timesLogged(cluster: LabCluster): readonly string[] {
  const [log = ''] = readdirSync(stateOf(cluster), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('run.log'),
  );
  const lines = readFileSync(join(stateOf(cluster), log), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => (JSON.parse(line) as { readonly time: string }).time);
}

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
      const logged = hoursJumped(timesLogged(cluster));
      const counted = hoursJumped(journalOf({ stateDirectory: stateOf(cluster) }).map(({ at }) => at));
      tell("the operator's clock jumped by hours", { byTheCalendar: logged, byTheClockThatCounts: counted });

      expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
      expect({ unhit, resumed }).toEqual({ unhit: 0, resumed: 0 });
      // keyturn's own process saw the jumps, and the clock by which it waits did not.
      expect({ logged, counted }).toEqual({ logged: HOURS_JUMPED, counted: [] });
      expect(after).toMatchObject({ ...ALL_WELL, silent: [], naming: [], failedReads: 0, minted: 1 });
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
    let loaded: readonly Promise<number>[] = [];

    const { ended, unhit } = await rotateThrough(cluster, [
      // It polls now, with the old file, and not before the others have loaded the rotated one, within a minute.
      { at: '"step":"restart:rotate:s2"', act: () => restartApiserver(cluster, late), stopped: true },
      // From its own restart in this roll on its file is the rotated one.
      {
        at: '"step":"loaded:rotate"',
        act: async () => {
          loaded = cluster.hosts.map((host) => loadedItsFileAt(cluster, host));
        },
      },
    ]);
    const [first = NaN, second = NaN, last = NaN] = await Promise.all(loaded);
    const after = await aftermathOf(cluster, writers, 'a follower polls late');
    const intended = journalOf({ stateDirectory: stateOf(cluster) }).find(
      ({ record }) => record.kind === 'intended' && record.step === 'command:reencrypt',
    )?.at;
    const reencrypt = Date.parse(intended ?? '');
    tell('seconds after s1, as seen from the last restart on', {
      s2Loaded: (second - first) / 1_000,
      s3Loaded: (last - first) / 1_000,
      reencrypt: (reencrypt - first) / 1_000,
    });

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(unhit).toBe(0);
    // A run that did not wait for it would have begun in between.
    expect(last).toBeGreaterThan(Math.max(first, second) + 5_000);
    expect(reencrypt).toBeGreaterThan(last);
    expect(after).toMatchObject({ ...ALL_WELL, silent: ['s3'], failedReads: 0, minted: 1 });
  });
});

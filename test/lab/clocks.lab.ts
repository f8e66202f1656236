import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'vitest';

import { journalOf } from '../e2e/support/keyturn.ts';
import { fresh, hostOf, rotateThrough, tell, THREE, total, verify } from './support.ts';
import { startWriters } from './writers.ts';

/** Debian's package libfaketime: the calendar of one process reads as a file says, its monotonic clock is left alone. */
const FAKETIME = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`;
/** The operator's machine is set an hour forward, then an hour back, then right again. */
const JUMPS = [
  { at: '"step":"restart:prepare:s2"', to: '+3600' },
  { at: '"step":"rewrite-finished"', to: '-3600' },
  { at: '"step":"restart:reencrypt_finished:s3"', to: '+0' },
];
/** Longer than an apiserver's reload period. */
const STOPPED_MS = 75_000;

describe('three real servers with writers at work, and time that does not pass as it should', () => {
  it.skipIf(!existsSync(FAKETIME))(
    "given apiservers that do not name the file they use, when the operator's clock jumps at three moments, then keyturn still waits long enough and no Secret is lost",
    async ({ expect }) => {
      await using cluster = await fresh({ ...THREE, reloadMetric: false });
      const calendar = join(cluster.directory, 'calendar');
      mkdirSync(cluster.directory, { recursive: true });
      writeFileSync(calendar, '+0');
      const environment = {
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: calendar,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      };
      const writers = startWriters(cluster);

      const hits = JUMPS.map(({ at, to }) => ({ at, act: async () => writeFileSync(calendar, to) }));
      const { ended, resumed, unhit } = await rotateThrough(cluster, hits, { environment });
      const report = await writers.end();
      tell(`the operator's clock jumps, resumed ${String(resumed)} times`, report);
      const proof = await verify(cluster);

      expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
      expect({ unhit, resumed }).toEqual({ unhit: 0, resumed: 0 });
      expect(total(report.unreadable)).toBe(0);
      expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
    },
  );

  it('given the apiserver of a follower that polls late, when it is waited for, then no stage command goes before it and no Secret is lost', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    const writers = startWriters(cluster);
    const apiserver = '$(pidof kube-apiserver)';
    let wokenAt = Infinity;
    const stop = async (): Promise<void> => {
      await hostOf(cluster, 's3').exec(`kill -STOP ${apiserver}`);
      await sleep(STOPPED_MS);
      wokenAt = Date.now();
      await hostOf(cluster, 's3').exec(`kill -CONT ${apiserver}`);
    };

    const { ended } = await rotateThrough(cluster, [{ at: '"step":"loaded:rotate"', act: stop }]);
    const report = await writers.end();
    tell('a follower polls late', report);
    const reencryptAt = journalOf({ stateDirectory: join(cluster.directory, 'state') }).find(
      ({ record }) => record.kind === 'intended' && record.step === 'command:reencrypt',
    )?.at;

    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(Date.parse(reencryptAt ?? '')).toBeGreaterThan(wokenAt);
    expect(total(report.unreadable)).toBe(0);
    expect(report.notReady).toEqual([]);
  });
});

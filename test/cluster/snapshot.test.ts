import { describe, expect, it } from 'vitest';

import {
  confirmSnapshot,
  listSnapshots,
  parseSnapshots,
  saveSnapshot,
  saveSnapshotCommand,
} from '../../src/cluster/snapshot.ts';
import { fakeContext, fakeRunner } from '../support/fake-runner.ts';
import { ENGINE } from './targets.ts';

const DIRECTORY = 'file:///var/lib/rancher/rke2/server/db/snapshots';
const NAME = 'keyturn-0123456789ab-before';

/** The table of failures.md 5.6. */
function table(...rows: readonly (readonly [string, string])[]): string {
  const header = 'Name                              Location                                  Size    Created';
  return [
    header,
    ...rows.map(([name, size]) => `${name}     ${DIRECTORY}/${name}    ${size} 2026-11-24T03:02:03Z`),
    '',
  ].join('\n');
}

describe('an etcd snapshot', () => {
  it('is saved under a given name; the data directory is named only where it is not the usual one', () => {
    const runner = fakeRunner([]);
    expect(runner.line(saveSnapshotCommand(ENGINE, NAME))).toBe(
      `env LC_ALL=C sudo -n /usr/local/bin/rke2 etcd-snapshot save --name ${NAME}`,
    );
    const elsewhere = saveSnapshotCommand({ ...ENGINE, dataDir: '/data/rke2' }, NAME);
    expect(runner.line(elsewhere)).toContain(`--name ${NAME} --data-dir /data/rke2`);
    expect(elsewhere.mutates).toBe(true);
  });

  it('is read from the list, log lines or not', () => {
    const warning = 'WARN[0000] Unknown flag --profile found in config.yaml, skipping';
    expect(parseSnapshots(`${warning}\n${table(['on-demand-server-0-1754907117', '8937504'])}`)).toEqual([
      {
        name: 'on-demand-server-0-1754907117',
        location: `${DIRECTORY}/on-demand-server-0-1754907117`,
        sizeBytes: 8_937_504,
      },
    ]);
  });

  it('is believed when it is listed with a size: the newest one', async () => {
    const listing = table(
      [`${NAME}-s1-1764000000`, '100'],
      [`${NAME}-s1-1764000900`, '200'],
      ['on-demand-s1-1764001000', '300'],
    );
    const runner = fakeRunner([['list etcd snapshots', listing]]);
    expect(await confirmSnapshot(fakeContext(), runner, ENGINE, { name: NAME, before: [], said: '' })).toMatchObject({
      ok: true,
      value: { name: `${NAME}-s1-1764000900`, sizeBytes: 200 },
    });
    expect(runner.sent.map(({ mutates }) => mutates)).toEqual([false]);
  });

  it('given an older one of the same name, is not believed for it; the one that came since is', async () => {
    const [older, newer] = [`${NAME}-s1-1764000000`, `${NAME}-s1-1764000900`];
    const wanted = { name: NAME, before: [older], said: '' };
    const failedSave = fakeRunner([['list etcd snapshots', table([older, '100'])]]);
    expect(await confirmSnapshot(fakeContext(), failedSave, ENGINE, wanted)).toMatchObject({
      failure: { kind: 'snapshot-unconfirmed' },
    });
    const saved = fakeRunner([['list etcd snapshots', table([older, '100'], [newer, '200'])]]);
    expect(await confirmSnapshot(fakeContext(), saved, ENGINE, wanted)).toMatchObject({ value: { name: newer } });
  });

  it('is listed by the name it was saved under, and no other is', async () => {
    const listing = table([`${NAME}-s1-1764000000`, '0'], ['on-demand-s1-1764001000', '300']);
    const runner = fakeRunner([['list etcd snapshots', listing]]);
    expect(await listSnapshots(fakeContext(), runner, ENGINE, NAME)).toEqual({
      ok: true,
      value: [`${NAME}-s1-1764000000`],
    });
  });

  it.each([
    ['not listed', table(['on-demand-s1-1764001000', '300'])],
    ['empty', table([`${NAME}-s1-1764000000`, '0'])],
    ['one whose name only begins the same', table([`${NAME}hand-s1-1764000000`, '100'])],
    ['nowhere: there is no list', ''],
  ])('given one that is %s, is not believed', async (_, listing) => {
    const runner = fakeRunner([['list etcd snapshots', listing]]);
    expect(await confirmSnapshot(fakeContext(), runner, ENGINE, { name: NAME, before: [], said: 'why' })).toEqual({
      ok: false,
      failure: { kind: 'snapshot-unconfirmed', server: 's1', name: NAME, listing, said: 'why' },
    });
  });

  it('given what its save printed, keeps it for the message, without the flags that the command did not know', async () => {
    const stderr = [
      'time="2026-11-27T23:03:39Z" level=warning msg="Unknown flag --token found in config.yaml, skipping\\n"',
      'time="2026-11-27T23:03:40Z" level=error msg="open /var/lib/snapshots/x: no space left on device"',
      '',
    ].join('\n');
    const saved = await saveSnapshot(fakeContext(), fakeRunner([['save etcd snapshot', { stderr }]]), ENGINE, NAME);
    expect(saved).toEqual({
      ok: true,
      value: 'time="2026-11-27T23:03:40Z" level=error msg="open /var/lib/snapshots/x: no space left on device"',
    });
  });

  it("given a save that failed, says why in the command's own words, without the flags that it did not know", async () => {
    const stderr =
      'level=warning msg="Unknown flag --token found in config.yaml, skipping\\n"\nlevel=fatal msg="starting"\n';
    const runner = fakeRunner([['save etcd snapshot', { stderr, exitCode: 1 }]]);
    expect(await saveSnapshot(fakeContext(), runner, ENGINE, NAME)).toMatchObject({
      ok: false,
      failure: { kind: 'command-failed', exitCode: 1, stderr: 'level=fatal msg="starting"' },
    });
  });
});

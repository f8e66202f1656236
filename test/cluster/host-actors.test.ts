import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { hostActorsCommand, parseHostActors, readHostActors } from '../../src/cluster/host-actors.ts';
import { fakeContext, fakeRunner } from '../support/fake-runner.ts';

const NOW = 1_795_000_000;
const HOUR = 3_600;

function told(...lines: readonly string[]): readonly string[] | undefined {
  const actors = parseHostActors([`now ${String(NOW)}`, ...lines, 'end', ''].join('\n'), 's1');
  return actors?.map(({ kind, name, server, phase, evidence }) => [server, kind, name, phase, ...evidence].join(' '));
}

describe('who steers a host besides keyturn', () => {
  it.each<readonly [readonly string[], readonly string[]]>([
    [[], []],
    [['agent active'], ['s1 system-agent rancher-system-agent.service present active']],
    [['agent applying'], ['s1 system-agent rancher-system-agent.service acting plan=applying']],
    [
      [`shutdown ${String(NOW + HOUR)}000000`, 'mode reboot'],
      ['s1 reboot scheduled reboot acting at=2026-11-18T12:06:40Z'],
    ],
    [
      [`shutdown ${String(NOW + 9 * HOUR)}000000`, 'mode poweroff'],
      ['s1 reboot scheduled poweroff present at=2026-11-18T20:06:40Z'],
    ],
    [
      [`timer apt-daily-upgrade.timer ${String(NOW + HOUR)}`],
      ['s1 update-timer apt-daily-upgrade.timer present next=2026-11-18T12:06:40Z'],
    ],
    [[`timer apt-daily-upgrade.timer ${String(NOW + 9 * HOUR)}`], []],
    [['timer dnf-automatic.timer '], ['s1 update-timer dnf-automatic.timer present next=unread']],
    [['package dpkg'], ['s1 package-manager dpkg acting']],
    [['command rke2 etcd-snapshot save'], ['s1 engine-command rke2 etcd-snapshot save acting']],
  ])('given %j, is %j', (lines, expected) => {
    expect(told(...lines)).toEqual(expected);
  });

  it('given an answer that was cut off, is not known', async () => {
    const runner = fakeRunner([['other actors of a host', 'now 1\npackage dpkg\n']]);
    expect(await readHostActors(fakeContext(), runner)).toMatchObject({
      ok: false,
      failure: { kind: 'unexpected-output' },
    });
  });

  it('is read by the programs of a real host', () => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-actors-'));
    try {
      mkdirSync(join(directory, 'lock'));
      writeFileSync(join(directory, 'config.yaml'), `workDirectory: /x\ninterlockDirectory: "${directory}/lock"\n`);
      writeFileSync(join(directory, 'lock/applyinator-active'), 'Sat Nov 28 00:00:00 UTC 2026');
      // As systemd 252 writes it.
      writeFileSync(join(directory, 'scheduled'), 'USEC=1795003600000000\nWARN_WALL=1\nMODE=reboot\n');
      writeFileSync(
        join(directory, 'systemctl'),
        `#!/bin/sh
case "$1 $2" in
"show rancher-system-agent.service") echo 'Environment=CATTLE_LOGLEVEL=info CATTLE_AGENT_CONFIG=${directory}/config.yaml' ;;
"show apt-daily-upgrade.timer") echo 'NextElapseUSecRealtime=Wed 2026-11-18 12:06:40 UTC' ;;
"show "*) echo 'NextElapseUSecRealtime=' ;;
esac
`,
      );
      chmodSync(join(directory, 'systemctl'), 0o755);
      const { body } = hostActorsCommand();
      const script = ('script' in body ? body.script : '').replace(
        '/run/systemd/shutdown/scheduled',
        join(directory, 'scheduled'),
      );
      const env = { ...process.env, PATH: `${directory}:${process.env['PATH'] ?? ''}` };
      const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env });
      expect(stdout.split('\n')).toEqual(
        expect.arrayContaining([
          'agent applying',
          'shutdown 1795003600000000',
          'mode reboot',
          'timer apt-daily-upgrade.timer 1795003600',
          'end',
        ]),
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

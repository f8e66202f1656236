import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { discover, discoverCommand, dropInsCommand } from '../../src/facts/discover.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { scriptedFleet, stillContext, textOf, type Script } from './scripted-fleet.ts';

const UNIT = [
  'ActiveState=active',
  'SubState=running',
  'NRestarts=0',
  'InvocationID=abc',
  'ExecStart={ path=/opt/rke2/bin/rke2 ; argv[]=/opt/rke2/bin/rke2 server ; }',
].join('\n');

function answer(sections: Readonly<Record<string, readonly string[]>>): string {
  const names = ['hostname', 'config', 'drop-ins', 'flags', 'tools'];
  return [...names.flatMap((name) => [`@${name}`, ...(sections[name] ?? [])]), '@end', ''].join('\n');
}

function ask(script: Script) {
  const { fleet, sent } = scriptedFleet({ s1: script });
  return { sent, result: discover(stillContext(0), fleet.runner('s1'), 'rke2') };
}

describe('discovering a server', () => {
  it('given nothing is configured, takes the defaults; it is the bootstrap server', async () => {
    const { result } = ask([
      ['@hostname', answer({ hostname: ['Server-1'] })],
      ['systemctl show', UNIT],
    ]);
    expect(await result).toMatchObject({
      ok: true,
      value: {
        unit: { binary: '/opt/rke2/bin/rke2', activeState: 'active' },
        nodeName: 'server-1',
        dataDir: '/var/lib/rancher/rke2',
        supervisorUrl: 'https://127.0.0.1:9345',
        configuredRoles: ['control-plane', 'etcd'],
        bootstrap: true,
        missingTools: [],
      },
    });
  });

  it('given a file, drop-ins and flags, lets the later one win, drop-ins by name', async () => {
    const config = ['server: https://10.0.0.11:9345', 'data-dir: /one', 'node-name: first'];
    const { result, sent } = ask([
      [
        '@hostname',
        answer({
          hostname: ['s1'],
          config,
          'drop-ins': ['90.yaml', '10.yaml', 'README'],
          flags: ['--data-dir=/three'],
          tools: ['curl'],
        }),
      ],
      ['config.yaml.d/10.yaml', '@config\nnode-name: second\ndata-dir: /two\n@end\n'],
      ['systemctl show', UNIT],
    ]);
    expect(await result).toMatchObject({
      value: { dataDir: '/three', nodeName: 'second', bootstrap: false, missingTools: ['curl'] },
    });
    const dropIns = sent.map(({ command }) => textOf(command)).find((text) => text.includes('config.yaml.d/90.yaml'));
    expect(dropIns?.indexOf('10.yaml')).toBeLessThan(dropIns?.indexOf('90.yaml') ?? 0);
    expect(dropIns).not.toContain('README');
  });

  it('given sudo wants a password, says that and nothing else', async () => {
    const password = { exitCode: 1, stderr: 'sudo: a password is required' };
    const { result } = ask([
      ['@hostname', password],
      ['systemctl show', password],
    ]);
    expect(await result).toEqual({ ok: false, failure: { kind: 'sudo-needs-password', server: 's1', user: 'ops' } });
  });

  it('given an answer that was cut off, does not believe a part of it', async () => {
    const { result } = ask([
      ['@hostname', '@hostname\ns1\n@config\n'],
      ['systemctl show', UNIT],
    ]);
    expect(await result).toMatchObject({ failure: { kind: 'unexpected-output', server: 's1' } });
  });
});

describe('the discovery scripts in a real shell', () => {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-discover-'));

  /** Runs a script with `/etc` and systemd replaced by files of the test. */
  function runHere(command: RemoteCommand): string {
    const script = textOf(command)
      .replaceAll('/etc/', `${directory}/`)
      .replace(/systemctl show \S+ --property=ExecStart/, `cat ${directory}/exec`);
    return execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  }

  it('let only listed settings leave the host, from files, flags and environment', ({ onTestFinished }) => {
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const config = join(directory, 'rancher/rke2');
    mkdirSync(join(config, 'config.yaml.d'), { recursive: true });
    mkdirSync(join(directory, 'default'));
    writeFileSync(join(config, 'config.yaml'), 'token: K10secret\ncluster-cidr: 10.9.0.0/16\n# server: no\n');
    writeFileSync(join(config, 'config.yaml.d/10.yaml'), 'agent-token: K10secret\nprofile: cis\n');
    writeFileSync(
      join(directory, 'exec'),
      'ExecStart={ argv[]=rke2 server --token K10secret --disable-etcd --node-name=n1 ; }\n',
    );
    writeFileSync(join(directory, 'default/rke2-server'), 'RKE2_TOKEN=K10secret\nRKE2_URL=https://10.0.0.11:9345\n');

    const found = runHere(discoverCommand('rke2'));
    const dropIns = runHere(dropInsCommand('rke2', ['10.yaml']));

    expect(found).toMatch(/@config\ncluster-cidr: 10.9.0.0\/16\n@drop-ins\n10.yaml\n/);
    expect(found).toMatch(/@flags\n--disable-etcd\n--node-name=n1\n--server\n@tools\n/);
    expect(dropIns).toBe('@config\nprofile: cis\n@end\n');
    expect(`${found}${dropIns}`).not.toContain('K10secret');
  });
});

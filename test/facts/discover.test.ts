import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { configurationCommand } from '../../src/facts/configuration.ts';
import { discover, discoverCommand } from '../../src/facts/discover.ts';
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
  const names = ['hostname', 'node-id', 'config', 'flags', 'environment', 'tools'];
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
    const directory = '/etc/rancher/rke2/config.yaml';
    const config = [
      `F 1 ${directory}.d/90.yaml`,
      '=node-name: third',
      `F 1 ${directory}`,
      '=server: https://10.0.0.11:9345',
      '=data-dir: /one',
      `F 1 ${directory}.d/10.yaml`,
      '=node-name: second',
      '=data-dir: /two/',
    ];
    const { result } = ask([
      ['@hostname', answer({ hostname: ['s1'], config, flags: ['=--data-dir=/three/'], tools: ['curl'] })],
      ['systemctl show', UNIT],
    ]);
    expect(await result).toMatchObject({
      value: { dataDir: '/three', nodeName: 'third', bootstrap: false, missingTools: ['curl'], unreadableConfig: [] },
    });
  });

  it.each([
    [['=--config=/opt/rke2.yaml'], []],
    [['=-c=/opt/other.yaml'], ['=RKE2_CONFIG_FILE=/opt/rke2.yaml']],
  ])('given flags %j and variables %j, reads the file that they name', async (flags, environment) => {
    const { result } = ask([
      [
        '@hostname',
        answer({ hostname: ['s1'], config: ['F 1 /etc/rancher/rke2/config.yaml', '=d: /no'], flags, environment }),
      ],
      ['/opt/rke2.yaml', '@config\nF 1 /opt/rke2.yaml\n{\n="data-dir": "/yes"\n}\n@end\n'],
      ['systemctl show', UNIT],
    ]);
    expect(await result).toMatchObject({ value: { dataDir: '/yes' } });
  });

  it.each([
    [
      { flags: ['=--config=https://example.com/rke2.yaml'] },
      [{ path: 'https://example.com/rke2.yaml', form: 'remote' }],
    ],
    [{ flags: ['$'] }, [{ path: 'rke2-server.service', form: 'variable' }]],
    [
      { config: ['F 1 /etc/rancher/rke2/config.yaml', 'k', '?'] },
      [{ path: '/etc/rancher/rke2/config.yaml', form: 'line', line: 2 }],
    ],
  ])('given %j, tells what cannot be read without doubt', async (sections, unreadableConfig) => {
    const { result } = ask([
      ['@hostname', answer({ hostname: ['s1'], ...sections })],
      ['systemctl show', UNIT],
    ]);
    expect(await result).toMatchObject({ value: { unreadableConfig } });
  });

  it.each([
    [['=with-node-id: true'], 's1-8c3a01ff'],
    [['=with-node-id: true', '=node-name: n1'], 'n1-8c3a01ff'],
    [['=with-node-id: false'], 's1'],
  ])('given %j, takes the name that the engine gives the Node: %s', async (lines, nodeName) => {
    const config = ['F 1 /etc/rancher/rke2/config.yaml', ...lines];
    const { result } = ask([
      ['@hostname', answer({ hostname: ['s1'], 'node-id': ['8c3a01ff'], config })],
      ['systemctl show', UNIT],
    ]);
    expect(await result).toMatchObject({ value: { nodeName } });
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
  it('let only listed settings leave the host, from files, flags and environment', ({ onTestFinished }) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-discover-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const config = join(directory, 'rancher/rke2');
    mkdirSync(join(config, 'config.yaml.d'), { recursive: true });
    writeFileSync(join(config, 'config.yaml'), 'token: K10secret\ncluster-cidr: 10.9.0.0/16\n# server: no\n');
    writeFileSync(join(config, 'config.yaml.d/10.yaml'), 'agent-token: K10secret\nprofile: cis\n');
    writeFileSync(
      join(directory, 'systemctl'),
      `#!/bin/sh
case "$3" in
--property=ExecStart) echo 'ExecStart={ path=/usr/bin/rke2 ; argv[]=/usr/bin/rke2 server --token K10secret -disable-etcd --debug --node-name n1 --datastore-endpoint=mysql://u:K10secret@h/d --server-x=K10secret $MORE ; ignore_errors=no }' ;;
--property=Environment) echo 'Environment=RKE2_TOKEN=K10secret "RKE2_CIS_PROFILE=cis"' ;;
--property=EnvironmentFiles) echo 'EnvironmentFiles=${directory}/env (ignore_errors=yes)'; echo 'EnvironmentFiles=${directory}/none (ignore_errors=yes)' ;;
esac
`,
    );
    chmodSync(join(directory, 'systemctl'), 0o755);
    writeFileSync(
      join(directory, 'env'),
      "RKE2_TOKEN='K10secret'\nRKE2_URL='https://10.0.0.11:9345'\nRKE2_DATASTORE_ENDPOINT=postgres://K10secret\n",
    );
    const runHere = (command: RemoteCommand): string =>
      execFileSync('sh', ['-c', textOf(command).replaceAll('/etc/', `${directory}/`)], {
        encoding: 'utf8',
        env: { ...process.env, PATH: `${directory}:${process.env['PATH'] ?? ''}` },
      });

    const found = runHere(discoverCommand('rke2'));
    const other = runHere(configurationCommand(join(config, 'config.yaml.d/10.yaml')));

    expect(found).toMatch(
      /@config\nF \d+ \S+config\.yaml\nk\n=cluster-cidr: 10\.9\.0\.0\/16\n#\nF \d+ \S+10\.yaml\nk\n=profile: cis\n@/,
    );
    expect(found).toMatch(/@flags\n=-disable-etcd\n=--node-name=n1\n=--datastore-endpoint=mysql:\/\/\n\$\n@/);
    expect(found).toMatch(
      /@environment\n=RKE2_CIS_PROFILE=cis"\n=RKE2_URL='https:\/\/10.0.0.11:9345'\n=RKE2_DATASTORE_ENDPOINT=postgres:\/\/\n@/,
    );
    expect(other).toMatch(/^@config\nF \d+ \S+\nk\n=profile: cis\n@end\n$/);
    expect(`${found}${other}`).not.toContain('K10secret');
  });

  const NO_UNIT = 'ActiveState=inactive\nSubState=dead\nNRestarts=0\nInvocationID=\n';

  it.for([
    ['k3s.service', 'another distribution'],
    ['rke2-agent.service', 'a worker'],
    [undefined, 'none of either engine'],
  ] as const)('given a host that has %s in place of the unit, names what it has: %s', async ([found], { expect }) => {
    const { result } = ask([
      ['@hostname', '@hostname\ns1\n@config\n@end\n'],
      ...(found === undefined ? [] : [[`systemctl show ${found}`, UNIT] as const]),
      ['systemctl show', NO_UNIT],
    ]);
    expect(await result).toEqual({
      ok: false,
      failure: { kind: 'unit-missing', server: 's1', unit: 'rke2-server.service', found },
    });
  });
});

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { discover } from '../../src/facts/discover.ts';
import { readRestartPreview } from '../../src/facts/restart-preview.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';
import { scriptedFleet, stillContext, textOf, type Answer } from './scripted-fleet.ts';

const START = 1_795_832_439;
/** Recorded on K3s v1.36.3, `k3s certificate check`; the two that are near their end, by reading (k3s `pkg/cli/cert/cert.go`). */
const CHECKED = [
  'time="2026-11-28T02:20:51Z" level=info msg="Server detected, checking agent and server certificates"',
  'time="2026-11-28T02:20:51Z" level=info msg="client-admin.crt: certificate system:admin (ClientAuth) is ok, expires at 2027-11-28T00:10:12Z"',
  'time="2026-11-28T02:20:51Z" level=info msg="client-admin.crt: certificate k3s-client-ca@1795828212 (CertSign) is ok, expires at 2036-11-25T00:10:12Z"',
  'time="2026-11-28T02:20:51Z" level=warning msg="client.crt: certificate etcd-client (ClientAuth) will expire within 120 days at 2027-01-28T00:10:12Z"',
  'time="2026-11-28T02:20:51Z" level=error msg="server-client.crt: certificate etcd-server (ServerAuth,ClientAuth) expired at 2026-11-01T00:10:12Z"',
  'time="2026-11-28T02:20:51Z" level=warning msg="client.crt: certificate etcd-server-ca@1795828212 (CertSign) will expire within 120 days at 2027-01-25T00:10:12Z"',
].join('\n');

async function previewOf(answer: Answer) {
  const configuration = [
    '@hostname',
    's1',
    '@config',
    `F ${String(START - 60)} /etc/rancher/rke2/config.yaml`,
    `F ${String(START + 60)} /etc/rancher/rke2/config.yaml.d/50.yaml`,
    '@flags',
    '@environment',
    '@tools',
    '@end',
    '',
  ].join('\n');
  const unit = 'ActiveState=active\nSubState=running\nExecStart={ path=/opt/rke2/bin/rke2 ; }';
  const { fleet, sent } = scriptedFleet({
    s1: [
      ['@hostname', configuration],
      ['@started', answer],
      ['systemctl show', unit],
    ],
  });
  const context = stillContext(0);
  const discovery = await discover(context, fleet.runner('s1'), 'rke2');
  if (!discovery.ok) throw new Error(JSON.stringify(discovery.failure));
  const input = { distribution: 'rke2', discovery: discovery.value } as const;
  return { preview: await readRestartPreview(context, fleet.runner('s1'), input), sent };
}

describe('what a restart would bring alive', () => {
  it('given nothing, is nothing', async () => {
    const { preview } = await previewOf(
      `@started\n${String(START + 90)}\n@unit\nNeedDaemonReload=no\n@certificates\n@end\n`,
    );
    expect(preview).toEqual({ ok: true, value: { changedFiles: [], unitChanged: false, certificates: [] } });
  });

  it('given files younger than the process, an edited unit and old certificates, is all of these', async () => {
    const certificate =
      'client.crt: certificate etcd-client (ClientAuth) will expire within 120 days at 2027-01-28T00:10:12Z';
    const lines = [
      '@started',
      String(START),
      '@unit',
      'NeedDaemonReload=yes',
      '@certificates',
      certificate,
      '@end',
      '',
    ];
    expect((await previewOf(lines.join('\n'))).preview).toEqual({
      ok: true,
      value: {
        changedFiles: ['/etc/rancher/rke2/config.yaml.d/50.yaml'],
        unitChanged: true,
        certificates: ['client.crt will expire within 120 days at 2027-01-28T00:10:12Z'],
      },
    });
  });

  it('given a start that could not be read, says nothing of files', async () => {
    const { preview } = await previewOf('@started\n@unit\n@certificates\n@end\n');
    expect(preview).toMatchObject({ value: { changedFiles: [] } });
  });

  it('given an answer that was cut off, is not known', async () => {
    expect((await previewOf('@started\n')).preview).toMatchObject({ ok: false });
  });

  it('is read by the programs of a real host, authorities aside', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-preview-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const program = (name: string, lines: string): void => {
      writeFileSync(join(directory, name), `#!/bin/sh\ncat <<'EOF'\n${lines}\nEOF\n`);
      chmodSync(join(directory, name), 0o755);
    };
    // As systemd 252 prints it.
    program('systemctl', 'ExecMainStartTimestamp=Sat 2026-11-28 02:20:39 UTC');
    program('rke2', CHECKED);
    const { sent } = await previewOf('@end\n');
    const command: RemoteCommand | undefined = sent.find(
      ({ command: { name } }) => name === 'restart preview',
    )?.command;
    const script =
      command === undefined ? '' : textOf(command).replaceAll('/opt/rke2/bin/rke2', join(directory, 'rke2'));
    const env = { ...process.env, PATH: `${directory}:${process.env['PATH'] ?? ''}` };

    expect(spawnSync('sh', ['-c', script], { encoding: 'utf8', env }).stdout).toBe(
      [
        '@started',
        String(START),
        '@unit',
        'ExecMainStartTimestamp=Sat 2026-11-28 02:20:39 UTC',
        '@certificates',
        'client.crt: certificate etcd-client (ClientAuth) will expire within 120 days at 2027-01-28T00:10:12Z',
        'server-client.crt: certificate etcd-server (ServerAuth,ClientAuth) expired at 2026-11-01T00:10:12Z',
        '@end\n',
      ].join('\n'),
    );
  });
});

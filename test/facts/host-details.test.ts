import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { describe, expect, it, onTestFinished } from 'vitest';

import { hostDetailsCommand, parseHostDetails, readHostDetails } from '../../src/facts/host-details.ts';
import { fakeContext, fakeRunner } from '../support/fake-runner.ts';
import { throughHostPipeline } from '../support/host-pipeline.ts';
import { recording } from '../support/recordings.ts';

const OUTPUT = [
  '@from',
  '1764000000.100000000',
  '@version',
  'rke2 version v1.36.3+rke2r1 (4e465c0f03edba9a2af3b3c77d09840d3f7681ef)',
  'go version go1.23.6 X:boringcrypto',
  '@token',
  'present',
  '0123456789abcdef',
  '@free',
  'Filesystem     1024-blocks     Used Available Capacity Mounted on',
  '/dev/sda1         41152736 12345678  28807058      31% /var',
  '@etcd',
  'listen-client-http-urls: https://127.0.0.1:2382',
  '@datastore',
  'etcd-data',
  'http2',
  '@packages',
  'apt-get',
  'dpkg',
  '@commands',
  'rke2 certificate rotate',
  '@journal',
  '200',
  '@apiserver',
  'encryption-provider-config=/var/lib/rancher/rke2/server/cred/encryption-config.json',
  'encryption-provider-config-automatic-reload=true',
  '@arguments',
  '@to',
  '1764000000.300000000',
  '@end',
  '',
].join('\n');

describe('the details of a host', () => {
  it('given an answer that cannot be read, show it without the hash of the token', async () => {
    const runner = fakeRunner([['host details', OUTPUT.replace('rke2 version', 'no')]]);
    const target = { distribution: 'rke2', binary: 'rke2', dataDir: '/var/lib/rancher/rke2', configFiles: [] } as const;

    const details = await readHostDetails(fakeContext(), runner, target);

    expect(details).toMatchObject({ ok: false, failure: { kind: 'unexpected-output' } });
    expect(JSON.stringify(details)).toContain('/dev/sda1');
    expect(JSON.stringify(details)).not.toContain('0123456789abcdef');
  });

  it.runIf(existsSync('/proc/self/cmdline'))(
    'given a command of the engine that runs beside it, name it by its own words and none of its arguments',
    async () => {
      const { body } = hostDetailsCommand({
        distribution: 'rke2',
        binary: '/bin/true',
        dataDir: '/nowhere',
        configFiles: [],
      });
      const running = spawn('sleep', ['600'], {
        argv0: '/usr/local/bin/rke2 etcd-snapshot save --s3-secret-key hidden',
      });
      onTestFinished(() => void running.kill());

      const { stdout } = spawnSync('sh', ['-c', 'script' in body ? body.script : ''], { encoding: 'utf8' });

      const [, seen = ''] = /@commands\n([^@]*)/.exec(stdout) ?? [];
      expect(seen.trim().split('\n')).toContain('rke2 etcd-snapshot save');
      expect(stdout).not.toContain('hidden');
    },
  );

  it('are read from one answer', () => {
    expect(parseHostDetails(OUTPUT, 1_764_000_000_150)).toEqual({
      binaryVersion: 'v1.36.3+rke2r1',
      tokenPresent: true,
      tokenHash: '0123456789abcdef',
      packageManagers: ['apt-get', 'dpkg'],
      engineCommands: ['rke2 certificate rotate'],
      journalTells: true,
      freeBytes: 28_807_058 * 1024,
      traces: {
        etcdData: true,
        etcdUrl: 'https://127.0.0.1:2382',
        http2: true,
        sqlite3: false,
        missingTools: [],
      },
      encryptionConfigPath: '/var/lib/rancher/rke2/server/cred/encryption-config.json',
      automaticReload: true,
      compactionMs: undefined,
      clockOffsetMs: 50,
    });
  });

  it.each([
    ['v1.36', recording('2026/start').log, true],
    ['2025', recording('2025/rewrite-running').log, true],
    ['2022', recording('2022/rewrite-running').log, true],
    // The etcd in K3s writes thousands of lines while the engine has nothing to say.
    [
      'v1.36, and much of its etcd since',
      recording('2026/start').log + recording('2026/etcd-in-the-journal').log.repeat(5_000),
      true,
    ],
    ['nothing but systemd', 'Starting k3s.service - Lightweight Kubernetes...\nStarted k3s.service.\n', false],
    ['nobody', '', false],
  ])('given a journal with lines of %s, say whether the engine tells anything there', (_, lines, tells) => {
    const command = hostDetailsCommand({ distribution: 'k3s', binary: '/bin/echo', dataDir: '/', configFiles: [] });

    const output = throughHostPipeline(command, lines, 'journalctl');

    const details = parseHostDetails(
      output.replace('@version\n', '@version\nk3s version v1.36.3+k3s1 (469d009f)\n'),
      0,
    );
    expect(details).toMatchObject({ journalTells: tells });
  });

  it('given neither etcd nor a static pod nor a token, say so', () => {
    const bare = OUTPUT.replace(/@etcd\n.*\n/, '')
      .replace('etcd-data\n', '')
      .replace(/@apiserver\n(?:enc.*\n)+/, '')
      .replace('present\n0123456789abcdef\n', '');
    expect(parseHostDetails(bare, 0)).toMatchObject({
      traces: { etcdData: false, etcdUrl: undefined },
      encryptionConfigPath: undefined,
      automaticReload: undefined,
      tokenPresent: false,
      tokenHash: undefined,
    });
  });

  it('given a static pod without automatic reload, say that there is none', () => {
    const silent = OUTPUT.replace('encryption-provider-config-automatic-reload=true\n', '');
    expect(parseHostDetails(silent, 0)).toMatchObject({ automaticReload: false });
    const off = OUTPUT.replace('automatic-reload=true', 'automatic-reload=false');
    expect(parseHostDetails(off, 0)).toMatchObject({ automaticReload: false });
  });

  it('given another file in the configuration, take that one: the next start will', () => {
    const own = OUTPUT.replace('@arguments\n', '@arguments\nencryption-provider-config=/etc/mine.yaml]\n');
    expect(parseHostDetails(own, 0)).toMatchObject({ encryptionConfigPath: '/etc/mine.yaml', automaticReload: true });
  });

  it('given an interval of compaction in the static pod, and another one in the configuration, take that one', () => {
    const pod = OUTPUT.replace('@apiserver\n', '@apiserver\netcd-compaction-interval=5m0s\n');
    expect(parseHostDetails(pod, 0)).toMatchObject({ compactionMs: 300_000 });
    const own = pod.replace('@arguments\n', '@arguments\netcd-compaction-interval=1h30m]\n');
    expect(parseHostDetails(own, 0)).toMatchObject({ compactionMs: 5_400_000 });
    const never = pod.replace('@arguments\n', '@arguments\netcd-compaction-interval=0\n');
    expect(parseHostDetails(never, 0)).toMatchObject({ compactionMs: 0 });
    const unreadable = OUTPUT.replace('@arguments\n', '@arguments\netcd-compaction-interval=soon\n');
    expect(parseHostDetails(unreadable, 0)).toMatchObject({ compactionMs: undefined });
  });

  it('given an etcd of an older release, ask its client port', () => {
    const old = OUTPUT.replace('listen-client-http-urls: https://127.0.0.1:2382\n', '');
    expect(parseHostDetails(old, 0)).toMatchObject({ traces: { etcdUrl: 'https://127.0.0.1:2379' } });
  });

  it.each([
    ['was cut off', OUTPUT.replace('@end', ''), '@end'],
    ['has no version', OUTPUT.replace('rke2 version', 'what version'), '@version'],
    ['has no free space', OUTPUT.replace('28807058', 'much'), '@free'],
    ['has no time', OUTPUT.replace('1764000000.300000000', '%N'), '@from'],
  ])('given an answer that %s, name the missing part', (_, stdout, missing) => {
    expect(parseHostDetails(stdout, 0)).toBe(missing);
  });

  it('let neither the token nor the keys leave the host', () => {
    const { body } = hostDetailsCommand({
      distribution: 'rke2',
      binary: '/usr/local/bin/rke2',
      dataDir: "/srv/it's",
      configFiles: ['/etc/my config.yaml'],
    });
    const script = 'script' in body ? body.script : '';
    expect(script.match(/.*server\/token.*/g)).toEqual([
      "echo @token; if [ -f '/srv/it'\\''s/server/token' ]; then echo present; cat '/srv/it'\\''s/server/token' | sha256sum | cut -c1-16; fi",
    ]);
    expect(script).not.toContain('cred/');
  });
});

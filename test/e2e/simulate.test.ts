import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn, start } from './support/keyturn.ts';
import { saw } from './support/saw.ts';

describe.concurrent('a cluster to practise on', () => {
  it('given simulate, when it is ready and ended by SIGTERM, then its files were there and it exits 0 with what the writers saw', async ({
    expect,
  }) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-simulate-'));
    const simulation = start(['simulate', '--dir', directory, '--servers', '1', '--secrets', '5', '--writers']);
    await saw(simulation.child, 'ready\n');
    const files = readdirSync(directory).sort();
    const { mode } = statSync(join(directory, 'id_ed25519'));

    simulation.child.kill('SIGTERM');
    const ended = await simulation.finished;

    expect(files).toEqual(['control.sock', 'hosts.yaml', 'id_ed25519', 'known_hosts']);
    expect(mode & 0o777).toBe(0o600);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(ended.stdout).toMatch(/0 lost/);
    expect(readdirSync(directory)).not.toContain('control.sock');
    rmSync(directory, { recursive: true });
  });

  it('given the demo, when it ends, then it proves that nothing is under the old key and nothing is lost', async ({
    expect,
  }) => {
    const demo = await keyturn(['demo', '--secrets', '40', '--time-scale', '60']);

    expect(demo, demo.stdout + demo.stderr).toMatchObject({ code: 0 });
    expect(demo.stdout).toMatch(/0 lost/);
  });

  it('given --help, when simulate is asked, then every fault is listed with its arguments', async ({ expect }) => {
    const help = await keyturn(['simulate', '--help']);

    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/link-cut\s+SERVER/);
    expect(help.stdout).toMatch(/late-reload\s+SERVER:MS/);
  });
});

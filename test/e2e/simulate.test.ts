import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, it } from 'vitest';

import { askSimulation } from '../../src/simulator/control/control-client.ts';
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

    expect(files).toEqual(['.keyturn-simulation', 'control.sock', 'hosts.yaml', 'id_ed25519', 'known_hosts']);
    expect(mode & 0o777).toBe(0o600);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(ended.stdout).toMatch(/0 lost/);
    expect(readdirSync(directory)).not.toContain('control.sock');
    rmSync(directory, { recursive: true });
  });

  it('given a line with a program that is not simulated, when a server is asked for it twice, then it is told once, at once', async ({
    expect,
  }) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-simulate-'));
    const simulation = start(['simulate', '--dir', directory, '--servers', '1', '--secrets', '5']);
    await saw(simulation.child, 'ready\n');
    const told = saw(simulation.child, 'not simulated', 'stderr');
    const question = { ask: 'exec', host: 's1', line: 'sudo -n kubectl get nodes', user: 'ops' } as const;

    await askSimulation(join(directory, 'control.sock'), question);
    await told;
    await askSimulation(join(directory, 'control.sock'), question);
    simulation.child.kill('SIGTERM');
    const ended = await simulation.finished;

    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr).toBe(
      's1: not simulated, so it failed there: kubectl; asked for by: sudo -n kubectl get nodes\n',
    );
    rmSync(directory, { recursive: true });
  });

  it('given a directory of an earlier simulation, when another one starts there, then it may write over it', async ({
    expect,
  }) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-simulate-'));
    for (const _ of ['first', 'second']) {
      const simulation = start(['simulate', '--dir', directory, '--servers', '1', '--secrets', '5']);
      await saw(simulation.child, 'ready\n');
      simulation.child.kill('SIGTERM');
      expect(await simulation.finished).toMatchObject({ code: 0 });
    }
    rmSync(directory, { recursive: true });
  });

  it.for(['id_ed25519', 'known_hosts', 'hosts.yaml'])(
    "given a directory with somebody's own %s, when a simulation is to be put there, then it is refused and nothing is touched",
    async (name, { expect }) => {
      const directory = mkdtempSync(join(tmpdir(), 'keyturn-simulate-'));
      writeFileSync(join(directory, name), 'precious');

      const refused = await keyturn(['simulate', '--dir', directory]);

      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(`${name} that no simulation put there`);
      expect(readdirSync(directory)).toEqual([name]);
      expect(readFileSync(join(directory, name), 'utf8')).toBe('precious');
      rmSync(directory, { recursive: true });
    },
  );

  it.for([
    ['too long for a socket', `/tmp/${'d'.repeat(120)}`, /bytes too long/],
    ['below a file', '/etc/hostname/x', /not a directory/],
  ] as const)(
    'given a directory %s, when a simulation is to be put there, then it is refused and ends',
    async ([, directory, expected], { expect }) => {
      const refused = await keyturn(['simulate', '--dir', directory]);

      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(expected);
      expect(refused.stderr).not.toContain('bug');
    },
  );

  it('given a directory for temporary files that is too long, when the demo is asked for, then it says so', async ({
    expect,
  }) => {
    const long = join(mkdtempSync(join(tmpdir(), 'keyturn-demo-')), 'd'.repeat(100));
    mkdirSync(long);

    const refused = await keyturn(['demo'], { environment: { TMPDIR: long } });

    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('set TMPDIR to a shorter one');
    expect(readdirSync(long)).toEqual([]);
    rmSync(dirname(long), { recursive: true });
  });

  it('given no directory for temporary files, when the demo is asked for, then it says so, exit code 2', async ({
    expect,
  }) => {
    const { code, stderr } = await keyturn(['demo'], { environment: { TMPDIR: '/nonexistent' } });

    expect(stderr).toMatch(/^error: The file \/nonexistent cannot be written/);
    expect(code).toBe(2);
  });

  it('given the demo, when it ends, then it proves that nothing is under the old key and nothing is lost', async ({
    expect,
  }) => {
    const demo = await keyturn(['demo', '--secrets', '40', '--time-scale', '60']);

    expect(demo, demo.stdout + demo.stderr).toMatchObject({ code: 0 });
    expect(demo.stdout).toContain('0 on the old key, 0 lost');
  });

  it('given --help, when simulate is asked, then every fault is listed with its arguments', async ({ expect }) => {
    const help = await keyturn(['simulate', '--help']);

    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/link-cut\s+SERVER/);
    expect(help.stdout).toMatch(/late-reload\s+SERVER:MS/);
  });
});

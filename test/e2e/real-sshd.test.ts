import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { startSimulation } from '../../src/simulator/simulate.ts';
import { HAS_SSHD, startRealSshd } from '../simulator/ssh/real-sshd.ts';
import { PLAIN_SIMULATION } from '../support/plain-simulation.ts';
import { keyturn } from './support/keyturn.ts';

const TIME_SCALE = 60;
/** Every command starts a process behind the real sshd: on a busy machine that takes its time. */
const TIMEOUT_MS = 1_800_000;

// Where the package openssh-server is not installed, `npm test` says that this is left out.
describe.runIf(HAS_SSHD)("a rotation with every host behind Debian's sshd", () => {
  it(
    'given three servers, when it ends, then every Secret is under the new key and no line was unknown',
    async ({ expect }) => {
      const directory = mkdtempSync(join(tmpdir(), 'keyturn-sshd-'));
      const simulation = await startSimulation({
        directory: join(directory, 'simulation'),
        ...PLAIN_SIMULATION,
        secrets: 20,
        timeScale: TIME_SCALE,
      });
      try {
        await using sshd = await startRealSshd(simulation, {
          directory: join(directory, 'sshd'),
          timeScale: TIME_SCALE,
        });
        const state = join(directory, 'state');

        const result = await keyturn(['rotate', '--inventory', sshd.inventoryFile, '--state-dir', state, '--yes']);

        expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
        expect(simulation.census()).not.toHaveProperty('aescbckey');
        expect(simulation.world.ledger.snapshot().filter(({ kind }) => kind === 'unknown-program')).toEqual([]);
      } finally {
        await simulation.stop();
        rmSync(directory, { recursive: true, force: true });
      }
    },
    TIMEOUT_MS,
  );

  it(
    "given one server and the system's ssh, when its cluster is looked at and planned, then both succeed; as this machine itself it is refused",
    async ({ expect }) => {
      const directory = mkdtempSync(join(tmpdir(), 'keyturn-sshd-'));
      const simulation = await startSimulation({
        directory: join(directory, 'simulation'),
        ...PLAIN_SIMULATION,
        servers: 1,
        secrets: 10,
        timeScale: TIME_SCALE,
      });
      try {
        await using sshd = await startRealSshd(simulation, {
          directory: join(directory, 'sshd'),
          timeScale: TIME_SCALE,
        });
        const written = readFileSync(sshd.inventoryFile, 'utf8');
        const inventory = ['--inventory', sshd.inventoryFile];

        writeFileSync(sshd.inventoryFile, written.replace('    ssh:\n', '    ssh:\n      transport: openssh\n'));
        const seen = await keyturn(['status', ...inventory]);
        const planned = await keyturn(['plan', ...inventory]);
        writeFileSync(sshd.inventoryFile, written.replace('    ssh:\n', '    ssh:\n      transport: local\n'));
        const refused = await keyturn(['status', ...inventory, '--output', 'json']);

        expect(seen, seen.stdout + seen.stderr).toMatchObject({ code: 0 });
        expect(planned, planned.stdout + planned.stderr).toMatchObject({ code: 0 });
        expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
        expect(refused.stdout).toContain('not-this-machine');
      } finally {
        await simulation.stop();
        rmSync(directory, { recursive: true, force: true });
      }
    },
    TIMEOUT_MS,
  );
});

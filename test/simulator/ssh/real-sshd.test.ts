import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, it } from 'vitest';

import { quoteArgv } from '../../../src/remote/quoting.ts';
import { startSimulation, type Simulation } from '../../../src/simulator/simulate.ts';
import { PLAIN_SIMULATION } from '../../support/plain-simulation.ts';
import { HAS_SSHD, startRealSshd, type RealSshd } from './real-sshd.ts';
import { connect, execute } from './ssh-client.ts';

// Where the package openssh-server is not installed, `npm test` says that these are left out.
describe.runIf(HAS_SSHD)("a simulated host behind Debian's sshd", () => {
  let directory: string;
  let simulation: Simulation;
  let sshd: RealSshd;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'keyturn-sshd-'));
    simulation = await startSimulation({
      directory: join(directory, 'simulation'),
      ...PLAIN_SIMULATION,
      servers: 2,
      secrets: 5,
      timeScale: 100,
    });
    sshd = await startRealSshd(simulation, { directory: join(directory, 'sshd'), timeScale: 100 });
  });

  afterAll(async () => {
    await sshd[Symbol.asyncDispose]();
    await simulation.stop();
    rmSync(directory, { recursive: true });
  });

  it('runs lines in the host that the port belongs to, with their input and exit code', async ({ expect }) => {
    for (const name of ['s1', 's2']) {
      const client = await connect({
        port: sshd.ports.get(name) ?? 0,
        username: sshd.user,
        privateKey: sshd.clientKey,
      });
      expect(await execute(client, 'hostname; id -un; cat; cat /no; exit 7', 'line\n')).toEqual({
        exitCode: 7,
        stdout: `${name}\n${sshd.user}\nline\n`,
        stderr: 'cat: /no: No such file or directory\n',
      });
      client.end();
    }
  });

  it('gives every word on as it was quoted, and records the line', async ({ expect }) => {
    const client = await connect({ port: sshd.ports.get('s1') ?? 0, username: sshd.user, privateKey: sshd.clientKey });
    const words = ['a b', "it's", '"$HOME"', '\\', '*', 'ü', 'new\nline'];
    const line = quoteArgv(['printf', '[%s]', ...words]);
    expect((await execute(client, line)).stdout).toBe(words.map((word) => `[${word}]`).join(''));
    client.end();
    expect(simulation.world.ledger.snapshot()).toContainEqual(
      expect.objectContaining({ kind: 'line', server: 's1', line }),
    );
  });
});

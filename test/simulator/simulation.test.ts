import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import ssh2, { type Client } from 'ssh2';
import { afterEach, describe, it } from 'vitest';

import { loadInventory } from '../../inventory/load.ts';
import { askSimulation } from '../../src/simulator/control/control-client.ts';
import { startSimulation, type Simulation, type SimulationOptions } from '../../src/simulator/simulate.ts';
import { PLAIN_SIMULATION } from '../support/plain-simulation.ts';
import { newSshKeyPair } from '../../src/simulator/ssh/ssh-server.ts';
import { connect, execute, portsOf } from './ssh/ssh-client.ts';

/** Nothing of the inventory may depend on who reads it. */
const ENVIRONMENT = { home: '/nowhere', user: 'nobody', agent: undefined };

const running: Simulation[] = [];
const clients: Client[] = [];
const directories: string[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const simulation of running.splice(0)) await simulation.stop();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

async function start(options: Partial<SimulationOptions> = {}): Promise<Simulation> {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-simulation-'));
  directories.push(directory);
  const simulation = await startSimulation({
    directory,
    ...PLAIN_SIMULATION,
    secrets: 5,
    timeScale: 100,
    ...options,
  });
  running.push(simulation);
  return simulation;
}

async function signIn(
  simulation: Simulation,
  host: string,
  options: { user?: string; privateKey?: string } = {},
): Promise<Client> {
  const client = await connect({
    port: portsOf(simulation).get(host) ?? 0,
    username: options.user ?? 'ops',
    privateKey: options.privateKey ?? readFileSync(join(simulation.directory, 'id_ed25519'), 'utf8'),
  });
  clients.push(client);
  return client;
}

describe('the directory of a simulation', () => {
  it('has an inventory that keyturn reads, for every topology', async ({ expect }) => {
    for (const topology of [
      { servers: 1, names: ['s1'] },
      { servers: 1, etcdOnly: 2, names: ['s1', 'e1', 'e2'] },
      { servers: 0, etcdOnly: 3, controlPlaneOnly: 2, names: ['e1', 'e2', 'e3', 'c1', 'c2'] },
    ]) {
      const { names, ...counts } = topology;
      const simulation = await start(counts);
      const loaded = await loadInventory(simulation.inventoryFile, ENVIRONMENT);
      expect(loaded.ok).toBe(true);
      expect([...portsOf(simulation).keys()]).toEqual(names);
    }
  });

  it('has a private key that only its owner reads, and no socket after the end', async ({ expect }) => {
    const simulation = await start();
    expect(statSync(join(simulation.directory, 'id_ed25519')).mode & 0o777).toBe(0o600);
    expect(statSync(simulation.controlSocket).isSocket()).toBe(true);
    await simulation.stop();
    expect(statSync(simulation.controlSocket, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('a simulated host over SSH', () => {
  it('runs lines with their input, and gives output, errors and exit code back', async ({ expect }) => {
    const client = await signIn(await start(), 's2');
    expect(await execute(client, 'hostname; sudo -n id -u; cat /no; exit 3')).toEqual({
      exitCode: 3,
      stdout: 's2\n0\n',
      stderr: 'cat: /no: No such file or directory\n',
    });
    expect(await execute(client, 'wc -c', 'x'.repeat(3_000_000))).toMatchObject({ exitCode: 0, stdout: '3000000\n' });
    const megabytes = await execute(client, 'cat', 'y'.repeat(3_000_000));
    expect(megabytes.stdout.length).toBe(3_000_000);
  });

  it('refuses other keys, other users and passwords', async ({ expect }) => {
    const simulation = await start();
    await expect(signIn(simulation, 's1', { privateKey: newSshKeyPair().privateKey })).rejects.toThrow(
      /authentication/,
    );
    await expect(signIn(simulation, 's1', { user: 'nobody' })).rejects.toThrow(/authentication/);
    const port = portsOf(simulation).get('s1') ?? 0;
    await expect(connect({ port, username: 'ops', password: 'x' })).rejects.toThrow(/authentication/);
  });

  it('gives ten sessions at once on a connection and no more, as sshd does', async ({ expect }) => {
    const simulation = await start();
    const client = await signIn(simulation, 's1');
    const waiting = Array.from(
      { length: 12 },
      () =>
        new Promise<string>((resolve) => {
          // Its input never ends, so that the session stays open.
          client.exec('cat', (error) => resolve(error === undefined ? 'open' : 'refused'));
        }),
    );
    const answers = await Promise.all(waiting);
    expect(answers.filter((each) => each === 'open')).toHaveLength(10);
  });

  it('needs no end of input for lines that do not read it', async ({ expect }) => {
    const client = await signIn(await start(), 's1');
    const exitCode = await new Promise((resolve, reject) => {
      client.exec('hostname', (error, channel) => {
        if (error !== undefined) reject(error);
        channel.resume();
        channel.on('close', resolve);
      });
    });
    expect(exitCode).toBe(0);
  });

  it('forwards nowhere, unless it is the bastion, and then to simulated hosts only', async ({ expect }) => {
    const simulation = await start({ bastion: true });
    const ports = portsOf(simulation);
    const forward = (client: Client, port: number): Promise<string> =>
      new Promise((resolve) => {
        client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, (error) =>
          resolve(error === undefined ? 'open' : 'refused'),
        );
      });
    const target = ports.get('s2') ?? 0;
    expect(await forward(await signIn(simulation, 's1'), target)).toBe('refused');
    const bastion = await signIn(simulation, 'bastion');
    expect(await forward(bastion, target)).toBe('open');
    expect(await forward(bastion, 9)).toBe('refused');
  });

  it('given host-dead, at the start or later, then nothing answers on its port', async ({ expect }) => {
    const simulation = await start({ faults: ['host-dead:s2'] });
    await expect(signIn(simulation, 's2')).rejects.toThrow(/ECONNREFUSED/);
    const client = await signIn(simulation, 's1');
    const gone = new Promise((resolve) => client.once('close', () => resolve(true)));
    simulation.fault('host-dead:s1');
    await gone;
    await expect(signIn(simulation, 's1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('given a link that is cut before a line, then the line does not run; after it, then only its answer is lost', async ({
    expect,
  }) => {
    const simulation = await start();
    for (const [moment, ran] of [
      ['before', false],
      ['after', true],
    ] as const) {
      simulation.fault(`link-cut:s1:${moment}:mkdir /${moment}`);
      const client = await signIn(simulation, 's1');
      const gone = new Promise((resolve) => client.once('close', () => resolve(true)));
      await execute(client, 'true');
      const [lost] = await Promise.all([execute(client, `sudo -n mkdir /${moment}`).catch(() => undefined), gone]);
      expect(lost?.exitCode).toBeUndefined();
      expect(simulation.hosts[0]?.files.isDirectory(`/${moment}`)).toBe(ran);
      expect(await execute(await signIn(simulation, 's1'), `sudo -n mkdir -p /${moment}`)).toMatchObject({
        exitCode: 0,
      });
    }
  });

  it('given a client that vanishes, then its line goes on, and nothing of it stays', async ({ expect }) => {
    const simulation = await start();
    const client = await signIn(simulation, 's1');
    client.exec('cat; sudo -n mkdir /done', () => client.destroy());
    await new Promise((resolve) => client.once('close', () => resolve(true)));
    const other = await signIn(simulation, 's1');
    await expect.poll(async () => (await execute(other, 'test -d /done')).exitCode).toBe(0);
  });
});

describe('the control socket of a simulation', () => {
  it('runs lines in a host, recorded only when told', async ({ expect }) => {
    const { controlSocket } = await start();
    const exec = {
      ask: 'exec',
      host: 's3',
      user: 'root',
      line: 'cat; exit 4',
      stdin: Buffer.from('in').toString('base64'),
    } as const;
    expect(await askSimulation(controlSocket, exec)).toEqual({ exitCode: 4, stdout: exec.stdin, stderr: '' });
    expect(await askSimulation(controlSocket, { ask: 'ledger' })).toEqual([]);
    await askSimulation(controlSocket, { ...exec, line: 'nosuch', record: true });
    expect(await askSimulation(controlSocket, { ask: 'ledger' })).toMatchObject([
      { kind: 'line', server: 's3', user: 'root', line: 'nosuch' },
      { kind: 'unknown-program', server: 's3', program: 'nosuch' },
    ]);
  });

  it('counts Secrets per key, plants faults, and tells what writers know', async ({ expect }) => {
    const simulation = await start({ writers: true });
    const { controlSocket } = simulation;
    expect(await askSimulation(controlSocket, { ask: 'secrets' })).toMatchObject({
      aescbckey: expect.any(Number) as number,
    });
    await expect
      .poll(async () => await askSimulation(controlSocket, { ask: 'writers' }))
      .toMatchObject({ acknowledged: expect.toSatisfy((count) => Number(count) > 0) as number, lost: 0 });
    await askSimulation(controlSocket, { ask: 'fault', spec: 'sudo-denied:s1' });
    expect(await execute(await signIn(simulation, 's1'), 'sudo -n true')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is not allowed to execute') as string,
    });
  });

  it.for([
    [{ ask: 'fault', spec: 'no-such-fault' }, /no such fault/],
    [{ ask: 'exec', host: 's9', user: 'ops', line: 'true' }, /no such host: s9/],
    [{ ask: 'nothing' }, /ask/],
  ] as const)('answers %o with an error and goes on', async ([question, message], { expect }) => {
    const { controlSocket } = await start();
    await expect(askSimulation(controlSocket, question as never)).rejects.toThrow(message);
    expect(await askSimulation(controlSocket, { ask: 'ledger' })).toEqual([]);
  });
});

describe('the keys of a simulation', () => {
  it('can be read, every one of many, although ssh2 makes malformed ones now and then', ({ expect }) => {
    for (let index = 0; index < 2_000; index += 1) {
      const { privateKey, publicKey } = newSshKeyPair();
      expect(ssh2.utils.parseKey(privateKey)).not.toBeInstanceOf(Error);
      expect(ssh2.utils.parseKey(publicKey)).not.toBeInstanceOf(Error);
    }
  });

  it('given a time that hardly moves, when a simulation starts, then its inventory is valid all the same', async ({
    expect,
  }) => {
    const { inventoryFile } = await start({ servers: 1, timeScale: 0.000_1 });
    expect(await loadInventory(inventoryFile, ENVIRONMENT)).toMatchObject({ ok: true });
  });

  it('given a directory that cannot be written to, when a simulation starts there, then it rejects and nothing listens any more', async ({
    expect,
  }) => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-simulation-'));
    directories.push(directory);
    mkdirSync(join(directory, 'known_hosts'));

    await expect(start({ directory })).rejects.toThrow(/EISDIR/);

    await expect.poll(listening).toBe(0);
  });
});

function listening(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
}

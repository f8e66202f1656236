import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import type { Program, ProgramResult } from '../../src/simulator/host/program.ts';
import { startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { keyturn } from './support/keyturn.ts';

/** As the engine makes one: only the host knows that the words after the colons are a secret. */
const TOKEN = 'K10deadbeef::server:plain-words-of-a-token';
const IN_CONFIG = 'words-of-an-agent-token';
const IN_ENVIRONMENT = 'words-of-the-environment';
const PASSWORD = 'words-of-a-database';

interface Planted {
  readonly simulation: InProcessSimulation;
  /** Every secret that is somewhere on the servers. */
  readonly secrets: readonly string[];
}

/** Secrets in files, configuration, environment and journal of a server, and in what its programs answer. */
function plant(simulation: InProcessSimulation): Planted {
  const server = simulation.world.server('s2');
  const { files, dataDir, configPath } = server;
  const key = /"secret": ?"([^"]+)"/.exec(files.read(configPath)?.content.toString() ?? '')?.[1] ?? '';
  const root = { mode: 0o600, owner: 'root:root' };
  for (const host of simulation.world.hosts) host.files.write(`${dataDir}/server/token`, TOKEN, root);
  files.write('/etc/rancher/rke2/config.yaml.d/60-own.yaml', `agent-token: "${IN_CONFIG}"\n`, root);
  files.write(
    '/etc/default/rke2-server',
    `RKE2_TOKEN=${IN_ENVIRONMENT}\nOTHER=mysql://k3s:${PASSWORD}@tcp(db)/k3s\n`,
    root,
  );
  const secrets = [key, TOKEN, 'plain-words-of-a-token', IN_CONFIG, IN_ENVIRONMENT, PASSWORD];
  for (const secret of secrets) {
    server.log(`time="2026-11-27T23:01:11Z" level=fatal msg="told by mistake: ${secret}"`);
    server.log(`time="2026-11-27T23:01:11Z" level=error msg="secret-encrypt error ID 12345: told ${secret}"`);
    server.log(`an ordinary line with ${secret}`);
  }
  const told = `{"message":"no: ${TOKEN} ${key}"}`;
  replace(server.programs, `/usr/local/bin/rke2`, (argv) => argv.includes('secrets-encrypt'), `${TOKEN} ${key}\n`);
  replace(server.programs, 'curl', (argv) => argv.some((word) => word.endsWith('/metrics')), `${told}\n500`);
  const node = simulation.world.nodes.get('s3');
  if (node !== undefined) node.annotations['rke2.io/encryption-config-hash'] = `${TOKEN} ${key}`;
  if (key.length !== 44) throw new Error('no key of 32 bytes');
  return { simulation, secrets };
}

/** Some calls of a program answer something else. */
function replace(
  programs: Map<string, Program>,
  name: string,
  isMeant: (argv: readonly string[]) => boolean,
  stdout: string,
): void {
  const before = programs.get(name);
  if (before === undefined) throw new Error(`no ${name}`);
  const answer: ProgramResult = { exitCode: 0, stdout: Buffer.from(stdout), stderr: stdout };
  programs.set(name, async (call) => (isMeant(call.argv) ? answer : before(call)));
}

describe('keyturn doctor --bundle', () => {
  it('given secrets in everything that a server has and says, none is in the bundle, on the screen or in the log', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({ secrets: 5 });
    const { secrets } = plant(simulation);
    const [bundle, log] = ['bundle.json', 'trace.log'].map((name) => join(simulation.directory, name)) as [
      string,
      string,
    ];
    const doctor = (...more: readonly string[]) =>
      keyturn(['doctor', '-i', simulation.inventory, '--state-dir', simulation.stateDirectory, ...more]);

    const first = await doctor('--bundle', bundle, '--log-level', 'trace', '--log-file', log, '--output', 'json');
    const written = readFileSync(bundle, 'utf8');
    const again = await doctor('--bundle', bundle);

    expect(first, first.stderr).toMatchObject({ code: 7 });
    expect(first.stderr).toContain(`Support bundle: ${bundle}`);
    expect(statSync(bundle).mode & 0o777).toBe(0o600);
    expect(again, again.stderr).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('it exists already');
    expect(readFileSync(bundle, 'utf8')).toBe(written);
    expect(JSON.parse(written)).toMatchObject({
      schema: 'keyturn.bundle/1',
      doctor: { schema: 'keyturn.doctor/1', healthy: false },
      logs: [{ server: 's1' }, { server: 's2' }, { server: 's3' }],
      runs: [],
    });
    expect(written).toContain('(a line that contains a secret was left out)');
    expect(written).toContain('rke2 is up and running');
    const everything = [written, first.stdout, first.stderr, readFileSync(log, 'utf8')];
    for (const text of everything) expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });
});

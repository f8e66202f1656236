import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import type { Program } from '../../src/simulator/host/program.ts';
import { startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { keyturn, rotateArguments, type Finished } from './support/keyturn.ts';

/** Words that only a server knows, each in a form in which servers have them. */
const WORDS = [
  'hunter2-of-the-token',
  'hunter2-of-the-agent',
  'hunter2-of-the-database',
  'hunter2OfTheBearer',
  'MHcHunter2',
];
const FORMS = [
  `K10deadbeef::server:${WORDS[0]}`,
  `RKE2_TOKEN=${WORDS[1]}`,
  `mysql://k3s:${WORDS[2]}@tcp(db)/k3s`,
  `Authorization: Bearer ${WORDS[3]}`,
  `-----BEGIN EC PRIVATE KEY-----\n${WORDS[4]}\n-----END EC PRIVATE KEY-----`,
];

interface Planted {
  readonly told: string;
  readonly secrets: readonly string[];
  /** Lines that arrived at the server, as its list of processes shows them. */
  readonly lines: readonly string[];
}

/** Every program of the server says all secrets on standard error, and its journal and its Node have them, too. */
function plant({ world }: InProcessSimulation): Planted {
  const server = world.server('s1');
  const key = /"secret": ?"([^"]+)"/.exec(server.files.read(server.configPath)?.content.toString() ?? '')?.[1] ?? '';
  if (key.length !== 44) throw new Error('no key of 32 bytes');
  const told = [...FORMS, key].join('\n');
  for (const [name, program] of server.programs) server.programs.set(name, saying(program, told));
  for (const line of told.split('\n')) {
    server.log(`time="2026-11-27T23:01:11Z" level=error msg="secret-encrypt error ID 12345: told ${line}"`);
  }
  const node = world.nodes.get('s1');
  if (node !== undefined) node.annotations['example.com/told'] = told;
  const lines: string[] = [];
  const record = server.recordLine.bind(server);
  server.recordLine = (line, user) => {
    lines.push(line);
    record(line, user);
  };
  return { told, secrets: [...WORDS, key], lines };
}

function saying(program: Program, told: string): Program {
  return async (call) => {
    const result = await program(call);
    return { ...result, stderr: `${result.stderr}${told}\n` };
  };
}

/** The engine's status, and everything the apiserver is asked, are secrets and nothing else. */
function breakAnswers({ world }: InProcessSimulation, told: string): void {
  const { programs } = world.server('s1');
  for (const [name, isMeant] of [
    ['/usr/local/bin/rke2', (argv: readonly string[]) => argv.includes('secrets-encrypt')],
    ['curl', (argv: readonly string[]) => argv.some((word) => word.includes('/api/v1/nodes'))],
  ] as const) {
    const before = programs.get(name);
    if (before === undefined) throw new Error(`no ${name}`);
    const message = JSON.stringify({ kind: 'Status', message: told });
    const stdout = Buffer.from(name === 'curl' ? `${message}\n500` : told);
    programs.set(name, async (call) => (isMeant(call.argv) ? { exitCode: 0, stdout, stderr: told } : before(call)));
  }
}

/** All files below a directory, but those that the simulation made. */
function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((file) => statSync(file).isFile());
}

describe('secrets that a server tells', () => {
  it('given all its programs, its journal and its Node tell them, then none is in anything that keyturn prints, logs, saves, journals or sends', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({ servers: 1, secrets: 5 });
    const { told, secrets, lines } = plant(simulation);
    const outputs: Finished[] = [];
    const run = async (name: string, args: readonly string[]): Promise<Finished> => {
      const log = join(simulation.stateDirectory, '..', 'told', `${name}.log`);
      const finished = await keyturn([...args, '--log-level', 'trace', '--log-file', log]);
      outputs.push(finished);
      return finished;
    };
    const asking = (command: string, ...more: readonly string[]): readonly string[] => [
      command,
      '--inventory',
      simulation.inventory,
      '--state-dir',
      simulation.stateDirectory,
      ...more,
    ];
    const plan = join(simulation.directory, 'plan.json');

    const planned = await run('plan', asking('plan', '--out', plan));
    const rotated = await run('rotate', rotateArguments(simulation, '--plan', plan, '--output', 'ndjson'));
    breakAnswers(simulation, told);
    const looks = [
      await run('status', asking('status')),
      await run('status-json', asking('status', '--output', 'json')),
      await run('verify', asking('verify', '--output', 'json')),
      await run('again', rotateArguments(simulation)),
      await run('again-json', rotateArguments(simulation, '--output', 'json')),
    ];

    expect(planned, planned.stderr).toMatchObject({ code: 0 });
    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
    expect(looks.map(({ code }) => code)).toEqual([0, 0, 7, 3, 3]);
    expect(looks.map(({ stdout, stderr }) => stdout + stderr).join('')).toContain('[redacted]');
    const files = [plan, ...filesBelow(simulation.stateDirectory), ...filesBelow(join(simulation.directory, 'told'))];
    expect(files.some((file) => file.endsWith('journal.ndjson'))).toBe(true);
    const texts = [
      ...outputs.flatMap(({ stdout, stderr }) => [stdout, stderr]),
      ...files.map((file) => readFileSync(file, 'utf8')),
      ...lines,
    ];
    for (const text of texts) expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });
});

// Packs keyturn, installs the tarball, and runs each of its commands on the lowest Node that it promises and on the newest one there is.
// Ends with one line, `N passed, N failed, N skipped`. It fetches these Nodes from the package registry, and nothing else leaves the machine.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

import { VERSION, isNodeTooOld, LOWEST_NODE } from '../src/cli/version.ts';

const ROOT = join(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'keyturn-installed-'));
const counted = { passed: 0, failed: 0, skipped: 0 };

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function must(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr || stdout}`);
  return stdout.trim();
}

function tell(name: string, reason: string | undefined): void {
  counted[reason === undefined ? 'passed' : 'failed'] += 1;
  process.stdout.write(
    reason === undefined ? `ok      ${name}\n` : `FAILED ${name}: ${reason.replaceAll(/\s+/gu, ' ')}\n`,
  );
}

/** Packed as a user does it straight after a clone, and installed without any script of a package. */
function install(): string {
  must('npm', ['pack', '--silent', '--pack-destination', work], ROOT);
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball');
  const prefix = join(work, 'installed');
  mkdirSync(prefix);
  must('npm', ['install', '--global', '--ignore-scripts', '--prefix', prefix, join(work, tarball)], work);
  return join(prefix, 'lib/node_modules/keyturn/dist/main.js');
}

/** The program of a Node, by its version or `latest`. */
function fetchNode(version: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  const directory = join(work, `node-${version}`);
  mkdirSync(directory);
  must('npm', ['install', '--no-save', '--ignore-scripts', '--prefix', directory, `${name}@${version}`], directory);
  return join(directory, 'node_modules', name, 'bin/node');
}

/** The Node that a user of this machine would get, and not the one that npm puts in front of it. */
function machinesNode(): string {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => !directory.includes('node_modules'));
  return must('env', [`PATH=${path.join(delimiter)}`, 'sh', '-c', 'command -v node'], work);
}

class Installed {
  readonly #node: string;
  readonly #main: string;
  readonly #home: string;

  constructor(node: string, main: string, home: string) {
    [this.#node, this.#main, this.#home] = [node, main, home];
    mkdirSync(home, { recursive: true });
  }

  environment(): NodeJS.ProcessEnv {
    return { PATH: process.env['PATH'], HOME: this.#home, USER: 'ops', XDG_STATE_HOME: join(this.#home, 'state') };
  }

  run(...args: readonly string[]): Ended {
    const options = { env: this.environment(), cwd: this.#home, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(this.#node, [this.#main, ...args], options);
    return { code: status, stdout, stderr };
  }

  /** Begins a simulated cluster, and gives its inventory and how to end it. */
  async simulate(): Promise<{ readonly inventory: string; readonly end: () => void }> {
    const directory = join(this.#home, 'simulated');
    const args = [this.#main, 'simulate', '--dir', directory, '--secrets', '50', '--time-scale', '50'];
    const child = spawn(this.#node, args, { env: this.environment(), stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`simulate ended with ${String(code)}`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line === 'ready') resolve();
      });
    });
    return { inventory: join(directory, 'hosts.yaml'), end: () => child.kill('SIGTERM') };
  }
}

/** What each command has to answer: its exit code, and a word in what it writes. */
async function tryCommands(label: string, keyturn: Installed): Promise<void> {
  const expect = (args: readonly string[], code: number, word: string): void => {
    const ended = keyturn.run(...args);
    const holds = ended.code === code && `${ended.stdout}${ended.stderr}`.includes(word);
    const seen = `exit code ${String(ended.code)} instead of ${String(code)}, or no "${word}" in:\n${ended.stdout}${ended.stderr}`;
    tell(`${label}: keyturn ${args.join(' ').replaceAll(work, '')}`, holds ? undefined : seen);
  };
  expect(['--version'], 0, VERSION);
  expect(['--help'], 0, 'Examples:');
  expect(['version'], 0, `keyturn ${VERSION}`);
  expect(['completion', 'bash'], 0, 'complete -F _keyturn keyturn');
  expect(['inventory', 'init', '--out', '-'], 0, 'clusters:');
  const { inventory, end } = await keyturn.simulate();
  const plan = join(keyturn.environment()['HOME'] ?? '', 'plan.json');
  try {
    expect(['inventory', 'check', '-i', inventory], 0, 's1');
    expect(['status', '-i', inventory], 0, 's3');
    expect(['verify', '-i', inventory], 0, 'The proof holds');
    expect(['plan', '-i', inventory, '--out', plan], 0, 'prepare');
    expect(['rotate', '-i', inventory, '--dry-run'], 0, 'prepare');
    expect(['plan', 'diff', plan, plan], 0, 'are alike');
    expect(['rotate', '-i', inventory, '--resume'], 3, 'error');
    expect(['rotate', '-i', inventory, '--plan', plan, '--yes'], 0, 'the key was rotated, and the proof holds');
    expect(['rotate', '-i', inventory, '--plan', plan, '--yes'], 3, 'error');
    expect(['ensure', '-i', inventory, '--max-age', '90d'], 0, 'Nothing to do: the key');
    expect(['runs'], 0, 'done');
    expect(['runs', 'show', 'last'], 0, 'rotated');
    expect(['report', 'last', '--markdown', '-'], 0, 'rotated');
    expect(['doctor', '-i', inventory], 0, 'nothing is wrong');
    expect(['runs', 'end', '--yes'], 3, 'error');
  } finally {
    end();
  }
}

try {
  const main = install();
  for (const version of [LOWEST_NODE, 'latest']) {
    const node = fetchNode(version);
    const label = `Node ${must(node, ['--version'], work)}`;
    await tryCommands(label, new Installed(node, main, join(work, `home-${version}`)));
  }
  const node = machinesNode();
  const own = must(node, ['--version'], work);
  if (isNodeTooOld(own.slice(1))) {
    const ended = new Installed(node, main, join(work, 'home-old')).run('status', '-i', 'hosts.yaml');
    const holds = ended.code === 2 && ended.stderr.startsWith(`error: keyturn needs Node ${LOWEST_NODE} or newer`);
    tell(
      `Node ${own}: keyturn says that it needs a newer one`,
      holds ? undefined : `${String(ended.code)} ${ended.stderr}`,
    );
  } else {
    counted.skipped += 1;
    process.stdout.write(`skipped an old Node: that of this machine is ${own}\n`);
  }
} catch (error) {
  tell('keyturn can be packed and installed', String(error));
} finally {
  rmSync(work, { recursive: true, force: true });
}
const { passed, failed, skipped } = counted;
process.stdout.write(`${String(passed)} passed, ${String(failed)} failed, ${String(skipped)} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;

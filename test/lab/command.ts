import { spawn, spawnSync } from 'node:child_process';

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program of this machine to its end; throws with its last words when it fails. */
export function must(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined || status !== 0) throw failed(program, args, error?.message ?? stderr);
  return stdout;
}

/** Runs a program to its end without blocking this process; never throws for its exit code. */
export function run(program: string, args: readonly string[], { cwd, environment }: RunOptions = {}): Promise<Output> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment };
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd, env });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

/** For what takes minutes: as `must`, and without blocking this process. */
export async function mustRun(program: string, args: readonly string[], options: RunOptions = {}): Promise<void> {
  const { code, stderr } = await run(program, args, options);
  if (code !== 0) throw failed(program, args, stderr);
}

function failed(program: string, args: readonly string[], words: string): Error {
  return new Error(`${program} ${args.join(' ')}: ${words.trim().slice(-2_000)}`);
}

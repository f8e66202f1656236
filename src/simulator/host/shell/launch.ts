import { NOT_SIMULATED, type UtilityCall } from '../coreutils/utility.ts';
import type { ProgramResult } from '../program.ts';
import { findProgram, type Found } from './find-program.ts';
import { complain, type Process, type Launch } from './process.ts';
import { runSudo } from './sudo.ts';

/** Runs a program of the host and returns its exit code, or `undefined` for an unknown name. */
export async function launch(process: Process, argv: readonly string[]): Promise<number | undefined> {
  const found = findProgram(process.host, argv[0] ?? '');
  if (found === undefined) return undefined;
  if (found.kind === 'starter') return start(process, found.name, argv);
  const result = await resultOf(process, found, argv);
  process.streams.output.write(result.stdout);
  process.streams.errors.write(Buffer.from(result.stderr));
  // A program with an unsimulated request counts as unknown, like a missing program.
  if (result.exitCode === NOT_SIMULATED && result.stderr.includes(': not simulated: ')) {
    process.host.recordUnknown(result.stderr.trim(), process.line);
  }
  return result.exitCode;
}

async function start(process: Process, name: string, argv: readonly string[]): Promise<number> {
  if (name === 'sudo') return runSudo(process, argv, launch);
  if (name === 'env') return runEnv(process, argv, launch);
  const [, option, source, ...rest] = argv;
  if (option === '-c' && source !== undefined && rest.length === 0) return process.runScript(source, process);
  if (option === undefined) return process.runScript((await process.streams.input.read()).toString(), process);
  complain(process, `sh: not simulated: ${argv.slice(1).join(' ')}`);
  process.host.recordUnknown(argv.join(' '), process.line);
  return NOT_SIMULATED;
}

async function resultOf(
  process: Process,
  found: Exclude<Found, { readonly kind: 'starter' }>,
  argv: readonly string[],
): Promise<ProgramResult> {
  const { host, user, environment, signal, streams } = process;
  const words = argv.slice(1);
  try {
    if (found.kind === 'utility') {
      const call: UtilityCall = { name: found.name, words, host, user, input: () => streams.input.read() };
      return await found.utility(call);
    }
    // A program reads standard input only if an argument says so. Waiting for the end of the input could last for ever.
    const stdin = words.some((word) => word === '-' || word === '@-') ? await streams.input.read() : Buffer.alloc(0);
    return await found.program({ argv: [found.name, ...words], stdin, user, environment, host, signal });
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    host.recordUnknown(`bug in ${found.name}: ${reason}`, process.line);
    return { exitCode: 70, stdout: Buffer.alloc(0), stderr: `${found.name}: bug in the simulator: ${reason}\n` };
  }
}

/** `env [-i] [-u NAME] [NAME=VALUE] [PROGRAM ...]`. Without a program, env prints the environment. */
async function runEnv(process: Process, argv: readonly string[], launch: Launch): Promise<number> {
  const environment = new Map(process.environment);
  const words = argv.slice(1);
  for (let word = words[0]; word !== undefined; word = words[0]) {
    const equals = word.indexOf('=');
    if (word === '-i') environment.clear();
    else if (word === '-u') environment.delete(words[1] ?? '');
    else if (word.startsWith('-') && word !== '--') {
      complain(process, `env: not simulated: ${word}`);
      process.host.recordUnknown(`env ${word}`, process.line);
      return NOT_SIMULATED;
    } else if (equals > 0) environment.set(word.slice(0, equals), word.slice(equals + 1));
    else if (word !== '--') break;
    words.splice(0, word === '-u' ? 2 : 1);
  }
  const [program] = words;
  if (program === undefined) {
    for (const [name, value] of environment) process.streams.output.write(Buffer.from(`${name}=${value}\n`));
    return 0;
  }
  const exitCode = await launch({ ...process, environment }, words);
  if (exitCode !== undefined) return exitCode;
  complain(process, `env: '${program}': No such file or directory`);
  process.host.recordUnknown(program, process.line);
  return 127;
}

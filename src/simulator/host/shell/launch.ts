import { NOT_SIMULATED, type UtilityCall } from '../coreutils/utility.ts';
import type { ProgramResult } from '../program.ts';
import { runEnv } from './env.ts';
import { findProgram, type Found } from './find-program.ts';
import { complain, type Process } from './process.ts';
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

import { NOT_SIMULATED } from '../coreutils/utility.ts';
import { complain, type Launch, type Process } from './process.ts';

/** `env [-i] [-u NAME] [NAME=VALUE] [PROGRAM ...]`. Without a program, env prints the environment. */
export async function runEnv(process: Process, argv: readonly string[], launch: Launch): Promise<number> {
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

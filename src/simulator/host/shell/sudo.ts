import { unreachable } from '../../../model/unreachable.ts';
import { NOT_SIMULATED } from '../coreutils/utility.ts';
import { complain, loginEnvironment, type Launch, type Process } from './process.ts';

/**
 * `sudo -n [--] PROGRAM ...`, with a new environment. Refusals have sudo's own words and end with 1. A missing program
 * ends with 1 as well (127 belongs to the shell).
 */
export async function runSudo(process: Process, argv: readonly string[], launch: Launch): Promise<number> {
  const { host, user, line } = process;
  const words = argv.slice(1);
  const options: string[] = [];
  while (words[0]?.startsWith('-') === true) {
    const word = words.shift() ?? '';
    if (word === '--') break;
    options.push(word);
  }
  const strange = options.find((option) => option !== '-n');
  if (strange !== undefined || words[0]?.includes('=') === true) {
    complain(process, `sudo: not simulated: ${strange ?? words[0]}`);
    host.recordUnknown(`sudo ${strange ?? words[0]}`, line);
    return NOT_SIMULATED;
  }
  const [program] = words;
  if (program === undefined) {
    complain(process, 'usage: sudo -h | -K | -k | -V');
    return 1;
  }
  const refusal = user === 'root' ? undefined : refusalOf(process, program, options.includes('-n'));
  if (refusal !== undefined) {
    complain(process, refusal);
    return 1;
  }
  const environment = new Map([...loginEnvironment('root'), ['SUDO_USER', user]]);
  const exitCode = await launch({ ...process, user: 'root', environment }, words);
  if (exitCode !== undefined) return exitCode;
  complain(process, `sudo: ${program}: command not found`);
  host.recordUnknown(program, line);
  return 1;
}

function refusalOf({ host, user }: Process, program: string, isQuiet: boolean): string | undefined {
  switch (host.sudo) {
    case 'granted':
      return undefined;
    case 'needs-password':
      return isQuiet
        ? 'sudo: a password is required'
        : 'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required';
    case 'not-allowed':
      return `Sorry, user ${user} is not allowed to execute '${program}' as root on ${host.name}.`;
    default:
      return unreachable(host.sudo);
  }
}

import type { ProgramResult } from '../../program.ts';
import { bytesToText, linesOf, textToBytes, wordToText } from '../bytes.ts';
import { readOptions } from '../options.ts';
import { notSimulated, sourcesOf, type UtilityCall } from '../utility.ts';
import { InputText, isTrue, Machine, type Flow } from './machine.ts';
import { parseAwk, type AwkProgram } from './program.ts';
import { AwkSyntaxError, unescaped } from './tokens.ts';

/**
 * awk, over standard input, with `-v NAME=VALUE`. Rules with expressions as patterns, `if`, `for`, `while`, `print`,
 * `printf`, fields by blanks, arrays with one subscript, `int`,
 * `length` and `index` are simulated. Patterns in slashes, functions, redirections
 * and field separators are not simulated.
 */
export async function awk(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { valued: 'v' });
  const [text, ...files] = options.operands;
  if (options.unknown !== undefined || text === undefined || files.length > 0) {
    return notSimulated(call, options.unknown ?? call.words.join(' '));
  }
  try {
    const program = parseAwk(text);
    const machine = new Machine();
    for (const setting of options.values.get('v') ?? []) {
      const cut = setting.indexOf('=');
      machine.variables.set(setting.slice(0, cut), new InputText(unescaped(wordToText(setting.slice(cut + 1)))));
    }
    const { sources, stderr } = await sourcesOf(call, []);
    run(
      program,
      machine,
      sources.flatMap(({ content }) => linesOf(bytesToText(content))),
    );
    return { exitCode: 0, stdout: textToBytes(machine.output.join('')), stderr };
  } catch (error) {
    if (error instanceof AwkSyntaxError) return notSimulated(call, error.message);
    throw error;
  }
}

function run(program: AwkProgram, machine: Machine, lines: readonly string[]): void {
  for (const action of program.begin) action(machine);
  for (const line of lines) {
    machine.read(line);
    if (rulesOf(program, machine) === 'exit') break;
  }
  for (const action of program.end) action(machine);
}

function rulesOf({ rules }: AwkProgram, machine: Machine): Flow {
  for (const { when, body } of rules) {
    const flow = isTrue(when(machine)) ? body(machine) : 'on';
    if (flow === 'next' || flow === 'exit') return flow;
  }
  return 'on';
}

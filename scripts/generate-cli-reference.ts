import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { createProgram } from '../src/cli/program.ts';
import { variableOf } from '../src/cli/variables.ts';
import { GENERATED, putDocument } from './document.ts';

const nowhere = new PassThrough();
const program = createProgram({
  io: { stdin: nowhere, stdout: nowhere, stderr: nowhere, environment: {} },
  exitCode: 0,
  keepsExitCode: false,
});

/** With the texts that stand after the options, which `helpInformation` leaves out. */
function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  return help;
}

/** The help of a command and of those below it, exactly as it is printed. */
function chapters(command: Command, path: readonly string[]): readonly string[] {
  const name = [...path, command.name()];
  const own = [`## ${name.join(' ')}`, '', '```text', helpOf(command).trimEnd(), '```', ''];
  return [
    ...own,
    ...command.commands.filter((child) => child.name() !== 'help').flatMap((child) => chapters(child, name)),
  ];
}

/** Each variable with its option and the commands that have it. */
function variables(command: Command, path: readonly string[] = []): readonly (readonly [string, string, string])[] {
  const name = [...path, command.name()];
  const own = command.options.flatMap((option) => {
    const variable = variableOf(option);
    return variable === undefined ? [] : [[variable, option.flags, name.slice(1).join(' ')] as const];
  });
  return [...own, ...command.commands.flatMap((child) => variables(child, name))];
}

function variableTable(): readonly string[] {
  const all = variables(program);
  const names = [...new Set(all.map(([variable]) => variable))].sort();
  const rows = names.map((variable) => {
    const uses = all.filter(([one]) => one === variable);
    const flags = [...new Set(uses.map(([, flag]) => flag))].map((flag) => `\`${flag}\``);
    const commands = uses.map(([, , command]) => (command === '' ? 'every command' : `\`${command}\``));
    return `| \`${variable}\` | ${flags.join(', ')} | ${commands.join(', ')} |`;
  });
  return ['| variable | option | of |', '| --- | --- | --- |', ...rows];
}

await putDocument(
  'cli.md',
  [
    GENERATED,
    '',
    '# Commands',
    '',
    'Options of the program stand before or after the name of a command. Exit codes: [exit-codes.md](exit-codes.md).',
    'Events of `--output ndjson` and the document of `--output json`: [events.md](events.md).',
    '',
    'Each option may be given by a variable, too: [Environment variables](#environment-variables).',
    '',
    ...chapters(program, []),
    '## Environment variables',
    '',
    'A typed option comes first, then the variable, then the default. An empty variable counts as absent. A variable gives way',
    'to a typed option that it cannot be combined with, but for `KEYTURN_DRY_RUN`, which is an error then. For options without a value: `true` or `false`.',
    'Options that may be given several times: the values with `;` between them. A value that an option does not take ends with exit code 2, and names the variable.',
    '',
    'These have none, so that no forgotten variable confirms a danger, skips a question or names a server that was once lost: `--yes`,',
    '`--accept-write-window`, `--adopt`, `--resume`, `--without`. `ensure` is the command that asks nothing. For `--no-color` there is `NO_COLOR`.',
    '',
    ...variableTable(),
    '',
  ].join('\n'),
);

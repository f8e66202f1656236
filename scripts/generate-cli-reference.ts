import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { createProgram } from '../src/cli/program.ts';
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
    ...chapters(program, []),
  ].join('\n'),
);

import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { createProgram } from '../src/cli/program.ts';
import { FAULT_WORDS } from '../src/simulator/fault-words.ts';
import { GENERATED, putDocument } from './document.ts';

const nowhere = new PassThrough();
const program = createProgram({
  io: { stdin: nowhere, stdout: nowhere, stderr: nowhere, environment: {} },
  exitCode: 0,
});

/** The help of a command and of those below it, exactly as it is printed. */
function chapters(command: Command, path: readonly string[]): readonly string[] {
  const name = [...path, command.name()];
  const own = [`## ${name.join(' ')}`, '', '```text', command.helpInformation().trimEnd(), '```', ''];
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
    '## Faults of `keyturn simulate --fault`',
    '',
    'Arguments follow the name, separated by colons. Times are milliseconds of the simulated engine.',
    '',
    ...Object.entries(FAULT_WORDS).map(([name, words]) => `- \`${name}\` ${words}`),
    '',
  ].join('\n'),
);

import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { describe, it } from 'vitest';
import { examplesOf } from '../../src/cli/examples.ts';
import { createProgram } from '../../src/cli/program.ts';

function program(): Command {
  const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), environment: {} };
  return createProgram({ io, exitCode: 0, keepsExitCode: false });
}

function commandsOf(command: Command, path: readonly string[] = []): readonly (readonly string[])[] {
  return [path, ...command.commands.flatMap((child) => commandsOf(child, [...path, child.name()]))];
}

const COMMANDS = commandsOf(program());

/** The words of a line, as a shell reads them. Only double quotes are in use. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** Reads a line by the real program, whose commands do nothing. Returns the command that the line is for. */
async function commandReadFrom(line: string): Promise<string> {
  const [name, ...words] = wordsOf(line);
  const read = program();
  let acted: Command | undefined;
  const still = (command: Command): void => {
    command.action((...given: readonly unknown[]) => {
      acted = given.at(-1) as Command;
    });
    command.commands.forEach(still);
  };
  read.commands.forEach(still);
  await read.parseAsync(words, { from: 'user' });
  const names: string[] = [];
  for (let at: Command | null | undefined = acted; at?.parent; at = at.parent) names.unshift(at.name());
  return [name, ...names].join(' ');
}

function helpOf(path: readonly string[]): string {
  let command = program();
  for (const name of path) command = command.commands.find((child) => child.name() === name) ?? command;
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  return help;
}

describe('examples', () => {
  it.for(COMMANDS)(
    'of %j, are there, are shown under its help, and are lines that the program takes',
    async (path, { expect }) => {
      const examples = examplesOf(path);
      expect(examples.length).toBeGreaterThan(0);
      for (const [line] of examples) {
        expect(helpOf(path)).toContain(line);
        expect(`${await commandReadFrom(line)} `).toContain(['keyturn', ...path, ''].join(' '));
      }
    },
  );
});

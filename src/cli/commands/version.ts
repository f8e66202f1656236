import { CommanderError, Option, type Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import { VERSION } from '../version.ts';

/** Adds `-v, --version`, and `-V`, the only short form of earlier releases. */
export function addVersionOption(program: Command, { io }: CommandContext): void {
  program
    .version(VERSION, '-v, --version', 'print the version')
    .addOption(new Option('-V', 'print the version').hideHelp())
    .on('option:V', () => {
      io.stdout.write(`${VERSION}\n`);
      throw new CommanderError(0, 'commander.version', VERSION);
    });
}

export function addVersion(program: Command, context: CommandContext): void {
  program
    .command('version')
    .description('print the version, and what it runs on')
    .action(action(context, async () => (await import('../handlers/version.ts')).handleVersion));
}

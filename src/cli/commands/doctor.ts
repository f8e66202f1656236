import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import { addClusterOptions, outputOption } from '../options.ts';

export function addDoctor(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('doctor'))
    .description('say what is wrong with a cluster, what to do and what not to do; change nothing')
    .option(
      '--bundle <file>',
      'also write a support bundle without secrets, one JSON file, mode 0600; an existing file is kept',
    )
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('../handlers/doctor.ts')).handleDoctor));
}

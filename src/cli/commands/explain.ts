import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';

export function addExplain(program: Command, context: CommandContext): void {
  program
    .command('explain')
    .argument('[words...]', 'kinds of failures, or checks, as the end of a message names them; none lists all')
    .description('explain a failure or a check: what it means, what is safe, what to do; contact no host')
    .action(action(context, async () => (await import('../handlers/explain.ts')).handleExplain));
}

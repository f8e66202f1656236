import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import { positiveNumber, wholeNumber } from '../options.ts';

export function addDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('rotate the key of a simulated cluster of three servers, with writers at work, and prove the result')
    .option('--secrets <n>', 'number of Secrets to create', wholeNumber, 500)
    .option('--time-scale <n>', "run the engine's delays this many times faster", positiveNumber, 20)
    .action(action(context, async () => (await import('../handlers/demo.ts')).handleDemo));
}

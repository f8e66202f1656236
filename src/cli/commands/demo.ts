import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { positiveNumber, wholeNumber } from '../numbers.ts';
import type { DemoArguments } from '../handlers/demo.ts';

/** simulate and rotate in one, with writers at work, and the proof. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('rotate the key of a simulated cluster of three servers, with writers at work, and prove the result')
    .option('--secrets <n>', 'number of Secrets to create', wholeNumber, 500)
    .option('--time-scale <n>', "run the engine's delays this many times faster", positiveNumber, 20)
    .action(async (_options: unknown, command: Command) => {
      const { handleDemo } = await import('../handlers/demo.ts');
      context.exitCode = await handleDemo(command.optsWithGlobals<DemoArguments>(), context.io);
    });
}

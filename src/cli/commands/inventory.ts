import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addInventoryOption, outputOption, type GlobalArguments } from '../global-options.ts';

/** What `inventory check` is told. */
export interface InventoryCheckArguments extends GlobalArguments {
  readonly inventory: string;
  readonly output: 'pretty' | 'json';
}

/** Commands about the inventory itself; they reach no host. */
export function addInventoryCommand(program: Command, context: CommandContext): void {
  const inventory = program.command('inventory').description('check the inventory');
  addInventoryOption(inventory.command('check'))
    .description('find every problem of an inventory, or print it with all defaults applied; contact no host')
    .addOption(outputOption(['pretty', 'json']))
    .action(async (_options: unknown, command: Command) => {
      const { handleInventoryCheck } = await import('../handlers/inventory-check.ts');
      context.exitCode = await handleInventoryCheck(command.optsWithGlobals<InventoryCheckArguments>(), context.io);
    });
}

import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addInventoryOption, outputOption } from '../global-options.ts';
import type { InventoryCheckArguments } from '../handlers/inventory-check.ts';

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

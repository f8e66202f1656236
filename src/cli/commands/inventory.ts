import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import { addClusterOptions, outputOption } from '../options.ts';

export function addInventory(program: Command, context: CommandContext): void {
  const inventory = program.command('inventory').description('check the inventory');
  addClusterOptions(inventory.command('check'))
    .description('find every problem of an inventory, or print it with all defaults applied; contact no host')
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('../handlers/inventory-check.ts')).handleInventoryCheck));
}

import type { Command } from 'commander';
import { action, type CommandContext } from '../action.ts';
import type { InventoryDiscoverArguments } from '../discovery/options.ts';
import { addClusterOptions, outputOption, repeated, wholeNumber } from '../options.ts';

export function addInventory(program: Command, context: CommandContext): void {
  const inventory = program.command('inventory').description('check the inventory, or write one');
  inventory
    .command('init')
    .description('write a commented hosts.yaml to begin with; ask nothing, and keep an existing file')
    .option('--out <file>', 'the inventory to write; - is stdout', 'hosts.yaml')
    .action(action(context, async () => (await import('../handlers/inventory-init.ts')).handleInventoryInit));
  addClusterOptions(inventory.command('check'))
    .description('find every problem of an inventory, or print it with all defaults applied; contact no host')
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('../handlers/inventory-check.ts')).handleInventoryCheck));
  inventory
    .command('discover')
    .description(
      'write hosts.yaml from a running cluster, by asking one of its control-plane servers; change nothing there',
    )
    .argument('<server>', 'the server to ask, as [user@]host')
    .option('--out <file>', 'the inventory to write; servers that it has already stay as they are', 'hosts.yaml')
    .option('-c, --cluster <name>', 'what the cluster is called (default: the only cluster of the file)')
    .option('--port <number>', 'SSH port of every server', wholeNumber)
    .option('--identity <file>', 'private key file for every server')
    .option('--jump <host>', 'host to go through, as [user@]host[:port]')
    .option('--known-hosts <file>', 'where host keys are looked up and recorded (default: as ssh does)')
    .option(
      '--accept-host-key <fingerprint>',
      'a host key that is right, as SHA256:...; may be given several times',
      repeated,
    )
    .option('-y, --yes', 'ask nothing: an unknown host key that was not accepted is refused')
    .action(async (server: string, _options: unknown, command: Command) => {
      const { handleInventoryDiscover } = await import('../handlers/inventory-discover.ts');
      const args = command.optsWithGlobals<InventoryDiscoverArguments>();
      context.exitCode = await handleInventoryDiscover({ ...args, server }, context.io);
    });
}

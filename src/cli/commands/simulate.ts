import { type Command, Option } from 'commander';
import { FAULTS, LINK_FAULTS, SIMULATED_DATASTORES, ERAS, NEWEST_ERA } from '../../model/simulation.ts';
import { action, type CommandContext } from '../action.ts';
import { addRequiredOption, positiveNumber, repeated, wholeNumber } from '../options.ts';

export function addSimulate(program: Command, context: CommandContext): void {
  addRequiredOption(program.command('simulate'), '--dir <dir>', 'directory for hosts.yaml, known_hosts and id_ed25519')
    .description('run a simulated cluster behind real SSH servers on loopback, until SIGTERM or Ctrl-C')
    .addOption(new Option('--distribution <name>', 'what is simulated').choices(['rke2', 'k3s']).default('rke2'))
    .addOption(
      new Option('--provider <name>', 'kind of the first key').choices(['aescbc', 'secretbox']).default('aescbc'),
    )
    .addOption(new Option('--era <name>', 'how its engines print').choices(Object.keys(ERAS)).default(NEWEST_ERA))
    .option('--servers <n>', 'servers with all roles', wholeNumber, 3)
    .option('--etcd-only <n>', 'servers with etcd alone', wholeNumber, 0)
    .option('--control-plane-only <n>', 'servers without etcd', wholeNumber, 0)
    .addOption(
      new Option('--datastore <name>', 'what the cluster keeps its objects in')
        .choices(Object.keys(SIMULATED_DATASTORES))
        .default('etcd'),
    )
    .option('--secrets <n>', 'number of Secrets to create', wholeNumber, 500)
    .option('--writers', 'keep writing and reading Secrets through every apiserver; name lost ones at the end', false)
    .option('--time-scale <n>', "run the engine's delays this many times faster", positiveNumber, 1)
    .option('--seed <n>', 'decides when each apiserver polls for a changed file', wholeNumber, 1)
    .addOption(
      new Option(
        '--config-form <form>',
        'how the servers are configured: lines, JSON as Rancher writes it, or drop-ins',
      )
        .choices(['yaml', 'json', 'drop-ins'])
        .default('yaml'),
    )
    .option('--data-dir <dir>', "the engine's data directory; default: that of the distribution")
    .option('--node-ids', 'give Nodes a number behind the name of their host, as with-node-id does', false)
    .option('--hardened', 'servers that follow the security guide of their distribution, for audit', false)
    .option('--jump', 'put a jump host in front of the servers', false)
    .option('--fault <spec>', 'a fault to plant, NAME[:ARGUMENTS]; may be repeated', repeated, [])
    .addHelpText('after', helpOfSimulation)
    .action(action(context, async () => (await import('../handlers/simulate.ts')).handleSimulate));
}

/** The text of `simulate --help` after the options, with the names of eras and faults. */
function helpOfSimulation(): string {
  return [
    '',
    'A program, option or piece of shell syntax that is not simulated fails, and is told on stderr the first time that a',
    'server is asked for it.',
    '',
    'The exit code is 0 also where the writers have lost Secrets: to show a loss is what it is for.',
    '',
    'Eras:',
    ...explained(ERAS),
    '',
    'Faults:',
    ...explained({ ...FAULTS, ...LINK_FAULTS }),
    '',
  ].join('\n');
}

function explained(meanings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(meanings).map(([name, meaning]) => `  ${name.padEnd(22)}${meaning}`);
}

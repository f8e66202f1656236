// Declares the whole command line, with every command, its own options and its handler.
import { Command, Option, type OptionValues } from 'commander';
import { SIMULATED_DATASTORES } from '../model/simulated-datastore.ts';
import { ERAS, NEWEST_ERA } from '../model/simulated-era.ts';
import { FAULTS, LINK_FAULTS } from '../model/simulated-fault.ts';
import type { RotateArguments } from './handlers/rotate.ts';
import type { CliIo } from './io.ts';
import {
  addClusterOptions,
  addGlobalOptions,
  addInventoryOption,
  addRequiredOption,
  addStrategyOptions,
  outputOption,
  positiveNumber,
  readBackOption,
  repeated,
  wholeNumber,
  withoutOption,
} from './options.ts';
import { VERSION } from './version.ts';

/** What the commands share with the caller of the program. */
export interface CommandContext {
  readonly io: CliIo;
  /** The exit code of the command that ran. */
  exitCode: number;
  /** The command does more than answer, so its exit code is kept even where stdout could not be written. */
  keepsExitCode: boolean;
}

/**
 * The command tree. The file imports nothing heavy. Each command loads its handler when run, so that `--help` and
 * `--version` are quick. `.command()` copies the settings, so the settings come first (commander 15).
 */
export function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.io;
  const program = new Command('keyturn')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      // The caller of the program reports usage errors once, in the shape of all errors.
      outputError: () => undefined,
      getOutHelpWidth: () => HELP_COLUMNS,
      getErrHelpWidth: () => HELP_COLUMNS,
    })
    .configureHelp({ showGlobalOptions: true })
    .description("Rotates the key that encrypts a cluster's Secrets at rest, on RKE2 and K3s, over SSH.")
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES);
  addGlobalOptions(program);
  addRotate(program, context);
  addPlan(program, context);
  addStatus(program, context);
  addVerify(program, context);
  addInventory(program, context);
  addRuns(program, context);
  addSimulate(program, context);
  addDemo(program, context);
  return program;
}

/** Fixed, so that the reference in docs/ equals the help on the screen. */
const HELP_COLUMNS = 110;

const EXAMPLES = `
Examples:
  keyturn demo                                            a rotation on a simulated cluster, with the proof
  keyturn rotate --inventory hosts.yaml --dry-run         every command before it is sent
  keyturn rotate --inventory hosts.yaml                   the main job
  keyturn rotate --inventory hosts.yaml --resume          after any failure

Exit codes: 0 done, 1 a bug, 2 usage, 3 refused, 4 stopped (resume), 5 stopped (a person must decide),
6 another run holds the lock, 7 the proof fails, 130 interrupted (resume).`;

/** Does the work of one command and returns its exit code. */
type Handler<Arguments> = (args: Arguments, io: CliIo) => Promise<number>;

/** The action of a command, which loads its handler and runs the handler with the options as given. */
function action<Arguments extends OptionValues>(context: CommandContext, load: () => Promise<Handler<Arguments>>) {
  return async (_options: unknown, command: Command): Promise<void> => {
    const handle = await load();
    context.exitCode = await handle(command.optsWithGlobals<Arguments>(), context.io);
  };
}

function addRotate(program: Command, context: CommandContext): void {
  const rotate = addClusterOptions(program.command('rotate'))
    .description('rotate the key that encrypts the Secrets of a cluster: plan, confirm, rotate, prove')
    .addOption(new Option('--dry-run', 'print the plan, change nothing').conflicts(['plan', 'resume']))
    .addOption(
      new Option('--plan <file>', 'apply exactly this saved plan, or refuse and name what changed').conflicts([
        'resume',
        'adopt',
        'strategy',
        'acceptWriteWindow',
      ]),
    )
    .addOption(
      new Option('--resume', 'continue the unfinished run of this cluster').conflicts([
        'adopt',
        'strategy',
        'acceptWriteWindow',
        'ifOlderThan',
      ]),
    )
    .addOption(
      new Option('--adopt', 'continue a rotation that was begun elsewhere; shows what it found, and asks').conflicts([
        'strategy',
        'ifOlderThan',
      ]),
    );
  addStrategyOptions(rotate)
    .option(
      '--if-older-than <age>',
      'do nothing if the key is younger than this, for example 90d; a key whose age nobody knows is due',
    )
    .addOption(readBackOption())
    .addOption(withoutOption())
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption(['pretty', 'ndjson', 'json']))
    .action(
      action(context, async () => {
        const { handleRotate } = await import('./handlers/rotate.ts');
        return (args: RotateArguments, io) => {
          context.keepsExitCode = args.dryRun !== true;
          return handleRotate(args, io);
        };
      }),
    );
}

function addPlan(program: Command, context: CommandContext): void {
  const plan = addClusterOptions(program.command('plan'))
    .description('print what rotate would do, every command as it would be sent; change nothing')
    .option('--out <file>', 'save the plan for rotate --plan');
  addStrategyOptions(plan)
    .option('--adopt', 'plan how to continue a rotation that was begun elsewhere')
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('./handlers/plan.ts')).handlePlan));
}

function addStatus(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('status'))
    .description('show all servers side by side: stage, keys, what each apiserver has loaded; change nothing')
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('./handlers/status.ts')).handleStatus));
}

function addVerify(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('verify'))
    .description('prove that every Secret is under the active key and readable through every server; change nothing')
    .addOption(readBackOption())
    .addOption(withoutOption())
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('./handlers/verify.ts')).handleVerify));
}

function addInventory(program: Command, context: CommandContext): void {
  const inventory = program.command('inventory').description('check the inventory');
  addInventoryOption(inventory.command('check'))
    .description('find every problem of an inventory, or print it with all defaults applied; contact no host')
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('./handlers/inventory-check.ts')).handleInventoryCheck));
}

function addRuns(program: Command, context: CommandContext): void {
  const runs = program
    .command('runs')
    .description('list past runs and how they ended')
    .option('-c, --cluster <name>', 'only those of this cluster')
    .addOption(outputOption(['pretty', 'json']))
    .action(action(context, async () => (await import('./handlers/runs.ts')).handleRuns));
  runs
    .command('end')
    .description('give up an unfinished run, so that another one may begin; contact no host and keep its journal')
    .option('-c, --cluster <name>', 'of this cluster, where several have an unfinished run')
    .option('-y, --yes', 'do not ask')
    .action(action(context, async () => (await import('./handlers/runs-end.ts')).handleRunsEnd));
}

function addSimulate(program: Command, context: CommandContext): void {
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
    .option('--jump', 'put a jump host in front of the servers', false)
    .option('--fault <spec>', 'a fault to plant, NAME[:ARGUMENTS]; may be repeated', repeated, [])
    .addHelpText('after', helpOfSimulation)
    .action(action(context, async () => (await import('./handlers/simulate.ts')).handleSimulate));
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

function addDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('rotate the key of a simulated cluster of three servers, with writers at work, and prove the result')
    .option('--secrets <n>', 'number of Secrets to create', wholeNumber, 500)
    .option('--time-scale <n>', "run the engine's delays this many times faster", positiveNumber, 20)
    .action(action(context, async () => (await import('./handlers/demo.ts')).handleDemo));
}

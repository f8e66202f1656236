import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addInventoryCommand } from './commands/inventory.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addRotateCommand } from './commands/rotate.ts';
import { addRunsCommand } from './commands/runs.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addStatusCommand } from './commands/status.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { addGlobalOptions } from './global-options.ts';
import { VERSION } from './version.ts';

/**
 * The command tree. It imports nothing heavy: each command loads its own work when it runs, so that `--help` and `--version` are quick.
 * Settings are copied when `.command()` is called, so they come first (commander 15).
 */
export function createProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.io;
  const program = new Command('keyturn')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      // Usage errors are told once, in the shape of all other errors, by whoever runs the program.
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
  addRotateCommand(program, context);
  addPlanCommand(program, context);
  addStatusCommand(program, context);
  addVerifyCommand(program, context);
  addInventoryCommand(program, context);
  addRunsCommand(program, context);
  addSimulateCommand(program, context);
  addDemoCommand(program, context);
  return program;
}

/** Fixed, so that the reference in docs/ is the help that people see. */
const HELP_COLUMNS = 110;

const EXAMPLES = `
Examples:
  keyturn demo                                            a rotation on a simulated cluster, with the proof
  keyturn rotate --inventory hosts.yaml --dry-run         every command before it is sent
  keyturn rotate --inventory hosts.yaml                   the main job
  keyturn rotate --inventory hosts.yaml --resume          after any failure

Exit codes: 0 done, 1 a bug, 2 usage, 3 refused, 4 stopped (resume), 5 stopped (a person must decide),
6 another run holds the lock, 7 the proof fails, 130 interrupted (resume).`;

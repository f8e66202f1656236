// Puts the command line together. Each command is declared in a file of its own under commands/.
import { Command } from 'commander';
import type { CommandContext } from './action.ts';
import type { OutputStream } from '../report/terminal.ts';
import { addAudit } from './commands/audit.ts';
import { addCompletion } from './commands/completion.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEnsure } from './commands/ensure.ts';
import { addExplain } from './commands/explain.ts';
import { addInventory } from './commands/inventory.ts';
import { addPlan } from './commands/plan.ts';
import { addRescue } from './commands/rescue.ts';
import { addReport } from './commands/report.ts';
import { addRotate } from './commands/rotate.ts';
import { addRuns } from './commands/runs.ts';
import { addSimulate } from './commands/simulate.ts';
import { addStatus } from './commands/status.ts';
import { addVerify } from './commands/verify.ts';
import { addVersion, addVersionOption } from './commands/version.ts';
import { addExamples } from './examples.ts';
import { addGlobalOptions } from './options.ts';
import { applyVariables, describeOption } from './variables.ts';

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
      getOutHelpWidth: () => helpColumns(stdout),
      getErrHelpWidth: () => helpColumns(stderr),
    })
    .configureHelp({
      showGlobalOptions: true,
      // The longest flags leave so many columns of 80.
      minWidthToWrap: 30,
      optionDescription: describeOption,
    })
    .description("Rotates the key that encrypts a cluster's Secrets at rest, on RKE2 and K3s, over SSH.")
    .helpOption('-h, --help', 'print this help')
    // Before the hooks of the commands, which look for required options.
    .hook('preAction', (_, acting) => applyVariables(acting, context.io.environment));
  addVersionOption(program, context);
  addGlobalOptions(program);
  addRotate(program, context);
  addEnsure(program, context);
  addPlan(program, context);
  addStatus(program, context);
  addVerify(program, context);
  addDoctor(program, context);
  addAudit(program, context);
  addRescue(program, context);
  addInventory(program, context);
  addRuns(program, context);
  addReport(program, context);
  addExplain(program, context);
  addSimulate(program, context);
  addDemo(program, context);
  addCompletion(program, context);
  addVersion(program, context);
  addExamples(program, { out: () => helpColumns(stdout), err: () => helpColumns(stderr) });
  program.addHelpText('after', EXIT_CODES);
  return program;
}

/** A wider screen has the lines of the reference in docs/, and so has a file. */
const HELP_COLUMNS = 110;

function helpColumns({ isTTY, columns }: OutputStream): number {
  return isTTY === true && columns !== undefined && columns > 0 ? Math.min(columns, HELP_COLUMNS) : HELP_COLUMNS;
}

const EXIT_CODES = `
Exit codes: 0 done, 1 a bug, 2 usage, 3 refused, 4 stopped (resume),
5 stopped (a person must decide), 6 another run holds the lock,
7 the proof fails, 8 no copy of a key is left, 130 interrupted (resume).`;

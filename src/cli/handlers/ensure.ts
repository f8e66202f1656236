import { failed, success, type Result } from '../../model/result.ts';
import { createQuietReporter } from '../../report/quiet-reporter.ts';
import { warningsText } from '../../report/question-text.ts';
import { createStyle } from '../../report/style.ts';
import type { CliIo } from '../io.ts';
import { ageOption, leavingOut } from '../read-options.ts';
import { runReporter } from '../reporters.ts';
import type { Session } from '../session.ts';
import { runRotation, type PreparedOptions, type RotationArguments } from './run-rotation.ts';

/** The arguments of `ensure`. */
export interface EnsureArguments extends RotationArguments {
  readonly maxAge?: string;
  readonly quiet?: true;
}

/** `keyturn ensure`, the line that a scheduler repeats. No question is asked, because the line itself is the consent. */
export async function handleEnsure(args: EnsureArguments, io: CliIo): Promise<number> {
  return runRotation({
    args,
    io,
    leaveOut: leavingOut('ensure', args.maxAge === undefined ? [] : ['--max-age', args.maxAge], args),
    mode: { resume: false, adopt: false, ensure: true },
    reporter: (parts) => {
      const whole = runReporter(args.output, parts);
      const isLog = args.output === 'pretty' && !parts.output.isTty;
      return isLog || args.quiet === true ? createQuietReporter(whole, { silent: args.quiet === true }) : whole;
    },
    prepare: async () => {
      const age = ageOption('ensure --max-age', args.maxAge, io.environment);
      return age.ok ? success({ ifOlderThanMs: age.value, plan: undefined }) : age;
    },
    complete: dueByInventory,
    confirm: async (session, plan) => {
      const shown = args.output === 'pretty' ? session.output : session.errors;
      shown.write(warningsText(plan, { style: createStyle(shown.colour), width: shown.columns() }));
      return 'given-before';
    },
  });
}

/** Without `--max-age` the policy of the inventory counts. Without either, nobody has said when a key is due. */
function dueByInventory(prepared: PreparedOptions, { cluster }: Session): Result<PreparedOptions> {
  const ifOlderThanMs = prepared.ifOlderThanMs ?? cluster.rotation.maxKeyAgeMs;
  return ifOlderThanMs === undefined
    ? failed({
        kind: 'usage',
        command: 'ensure',
        message: `ensure needs --max-age, for example 90d, or rotation.maxKeyAge of cluster ${cluster.name} in the inventory`,
      })
    : success({ ...prepared, ifOlderThanMs });
}

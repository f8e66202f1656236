import type { Consent } from '../../apply/rotate-options.ts';
import type { Plan } from '../../model/plan.ts';
import { success, type Result } from '../../model/result.ts';
import { confirmationQuestion, warningsText } from '../../report/question-text.ts';
import { createStyle } from '../../report/style.ts';
import type { CliIo } from '../io.ts';
import { planOnOneScreen, planWithCommands } from '../plan-view.ts';
import { askYesNo, isInteractive } from '../prompt.ts';
import { ageOption, leavingOut } from '../read-options.ts';
import { readPlan } from '../read-plan.ts';
import { runReporter } from '../reporters.ts';
import type { Session } from '../session.ts';
import { handlePlan } from './plan.ts';
import { handleResumePlan } from './plan-resume.ts';
import { runRotation, type PreparedOptions, type RotateArguments } from './run-rotation.ts';

/** `keyturn rotate`. */
export async function handleRotate(args: RotateArguments, io: CliIo): Promise<number> {
  if (args.dryRun === true && args.resume === true) return handleResumePlan(args, io);
  if (args.dryRun === true) return handlePlan({ ...args, output: args.output === 'pretty' ? 'pretty' : 'json' }, io);
  const [resume, adopt] = [args.resume === true, args.adopt === true];
  return runRotation({
    args,
    io,
    leaveOut: leavingOut('rotate', [...(resume ? ['--resume'] : []), ...(adopt ? ['--adopt'] : [])], args),
    mode: { resume, adopt, ensure: false },
    reporter: (parts) => runReporter(args.output, parts),
    prepare: () => preparedOptions(args, io),
    confirm: (session, plan, question) => confirm({ args, io, session }, plan, question),
  });
}

async function preparedOptions(
  { ifOlderThan, plan }: RotateArguments,
  { environment }: CliIo,
): Promise<Result<PreparedOptions>> {
  const age = ageOption('rotate --if-older-than', ifOlderThan, environment);
  if (!age.ok) return age;
  const ifOlderThanMs = age.value;
  if (plan === undefined) return success({ ifOlderThanMs, plan: undefined });
  const read = await readPlan(plan);
  return read.ok ? success({ ifOlderThanMs, plan: read.value }) : read;
}

/** Shows the plan on the stream for people, and asks for confirmation. */
async function confirm(
  { args, io, session }: { readonly args: RotateArguments; readonly io: CliIo; readonly session: Session },
  plan: Plan,
  question: 'rotate' | 'adopt',
): Promise<Consent> {
  const shown = args.output === 'pretty' ? session.output : session.errors;
  const style = createStyle(shown.colour);
  const options = { style, width: shown.columns() };
  if (args.yes === true) {
    shown.write(warningsText(plan, options));
    return 'given-before';
  }
  if (!isInteractive(io)) return 'nobody-to-ask';
  const view = { args, session, shown };
  if (args.commands === true) shown.write(`${planWithCommands(plan, view)}\n`);
  shown.write(`${planOnOneScreen(plan, view)}\n`);
  const agreed = await askYesNo(io, confirmationQuestion(plan, question), session.interrupts.soft);
  return agreed ? 'given' : 'declined';
}

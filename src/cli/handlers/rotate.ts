import { readFile } from 'node:fs/promises';
import { codeOf } from '../../model/error-words.ts';
import { rotate } from '../../apply/rotate.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { parsePlan } from '../../plan/parse-plan.ts';
import { renderPlan } from '../../report/plan-text.ts';
import type { Consent } from '../../apply/rotate-options.ts';
import { confirmationQuestion, warningsReminder, warningsText } from '../../report/question-text.ts';
import { createStyle } from '../../report/style.ts';
import { operatorOf, stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments, StrategyArguments, WithoutArguments } from '../options.ts';
import { askYesNo, isInteractive } from '../prompt.ts';
import { ageOption, leavingOut, wishOf } from '../read-options.ts';
import { runReporter } from '../reporters.ts';
import { withSession, type Session } from '../session.ts';
import { VERSION } from '../version.ts';
import { handlePlan } from './plan.ts';

/** The arguments of `rotate`. */
export interface RotateArguments extends ClusterArguments, GlobalArguments, StrategyArguments, WithoutArguments {
  readonly dryRun?: true;
  readonly plan?: string;
  readonly resume?: true;
  readonly adopt?: true;
  readonly ifOlderThan?: string;
  readonly readBack: 'sample' | 'all';
  readonly yes?: true;
  readonly output: 'pretty' | 'ndjson' | 'json';
}

/** `keyturn rotate`. */
export async function handleRotate(args: RotateArguments, io: CliIo): Promise<number> {
  if (args.dryRun === true) return handlePlan({ ...args, output: args.output === 'pretty' ? 'pretty' : 'json' }, io);
  let prepared: PreparedOptions = { ifOlderThanMs: undefined, plan: undefined };
  const precheck = async (): Promise<Result<void>> => {
    const options = await preparedOptions(args);
    if (!options.ok) return options;
    prepared = options.value;
    return success(undefined);
  };
  return withSession(
    {
      io,
      args,
      precheck,
      leaveOut: leavingOut(
        'rotate',
        [...(args.resume === true ? ['--resume'] : []), ...(args.adopt === true ? ['--adopt'] : [])],
        args,
      ),
      reporter: (parts) => runReporter(args.output, parts),
    },
    async (session) => {
      const outcome = await rotate({
        ...session,
        ...prepared,
        stateDirectory: stateDirectory(args.stateDir, io.environment),
        ...wishOf(args),
        resume: args.resume === true,
        adopt: args.adopt === true,
        without: args.without ?? [],
        readBack: args.readBack,
        confirm: (plan, question) => confirm({ args, io, session }, plan, question),
        operator: operatorOf(io.environment),
        version: VERSION,
      });
      return EXIT_CODES[outcome.kind].code;
    },
  );
}

interface PreparedOptions {
  readonly ifOlderThanMs: number | undefined;
  readonly plan: Plan | undefined;
}

async function preparedOptions({ ifOlderThan, plan }: RotateArguments): Promise<Result<PreparedOptions>> {
  const age = ageOption(ifOlderThan);
  if (!age.ok) return age;
  const ifOlderThanMs = age.value;
  if (plan === undefined) return success({ ifOlderThanMs, plan: undefined });
  let text: string;
  try {
    text = await readFile(plan, 'utf8');
  } catch (error) {
    return failed({ kind: 'plan-unreadable', file: plan, reason: codeOf(error) });
  }
  const parsed = parsePlan(text, plan);
  return parsed.ok ? success({ ifOlderThanMs, plan: parsed.value }) : parsed;
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
  shown.write(`${renderPlan(plan, options)}\n${warningsReminder(plan, options)}`);
  const agreed = await askYesNo(io, confirmationQuestion(plan, question), session.interrupts.soft);
  return agreed ? 'given' : 'declined';
}

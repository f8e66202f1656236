import { rotate } from '../../apply/rotate.ts';
import type { Consent } from '../../apply/rotate-options.ts';
import type { Cluster } from '../../model/cluster.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { success, type Result } from '../../model/result.ts';
import type { LeaveOut } from '../../report/hints.ts';
import { outcomeText, type OutcomeText } from '../../report/outcome-text.ts';
import type { Reporter } from '../../report/reporter.ts';
import { operatorOf, stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import { withAlertOptions } from '../alert-options.ts';
import type {
  AlertArguments,
  ClusterArguments,
  GlobalArguments,
  MetricsArguments,
  StrategyArguments,
  WindowArguments,
  WithoutArguments,
  PlanViewArguments,
} from '../options.ts';
import { windowsOption, wishOf } from '../read-options.ts';
import type { ReporterParts } from '../reporters.ts';
import { withSession, type Session } from '../session.ts';
import { VERSION } from '../version.ts';

/** The arguments of `rotate`. */
export interface RotateArguments extends RotationArguments, PlanViewArguments {
  readonly dryRun?: true;
  readonly plan?: string;
  readonly resume?: true;
  readonly adopt?: true;
  readonly ifOlderThan?: string;
  readonly yes?: true;
}

/** The arguments that `rotate` and `ensure` share. */
export interface RotationArguments
  extends
    AlertArguments,
    ClusterArguments,
    GlobalArguments,
    MetricsArguments,
    StrategyArguments,
    WindowArguments,
    WithoutArguments {
  readonly readBack: 'sample' | 'all';
  readonly output: 'pretty' | 'ndjson' | 'json';
}

/** What the arguments come down to before the inventory is read. */
export interface PreparedOptions {
  readonly ifOlderThanMs: number | undefined;
  readonly plan: Plan | undefined;
}

/** A rotation as its command wishes it. */
export interface RotationRequest {
  readonly args: RotationArguments;
  readonly io: CliIo;
  readonly leaveOut: LeaveOut;
  readonly mode: { readonly resume: boolean; readonly adopt: boolean; readonly ensure: boolean };
  readonly reporter: (parts: ReporterParts) => Reporter;
  /** Reads the arguments before the inventory is read. */
  readonly prepare: () => Promise<Result<PreparedOptions>>;
  /** Completes the options by the inventory. */
  readonly complete?: (prepared: PreparedOptions, session: Session) => Result<PreparedOptions>;
  readonly confirm: (session: Session, plan: Plan, question: 'rotate' | 'adopt') => Promise<Consent>;
}

/** Runs a rotation in a session of its own and returns the exit code. */
export async function runRotation(request: RotationRequest): Promise<number> {
  const { args, io, leaveOut, mode, reporter, complete } = request;
  let prepared: PreparedOptions = { ifOlderThanMs: undefined, plan: undefined };
  let windows: Cluster['rotation']['windows'] | undefined;
  const precheck = async (): Promise<Result<void>> => {
    const asked = windowsOption(leaveOut.command, args.window, io.environment);
    if (!asked.ok) return asked;
    windows = asked.value;
    const options = await request.prepare();
    if (!options.ok) return options;
    prepared = options.value;
    return success(undefined);
  };
  return withSession({ io, args, precheck, leaveOut, reporter }, async (session) => {
    const completed = complete?.(prepared, session) ?? success(prepared);
    if (!completed.ok) return session.fail(completed.failure);
    const gated = withAlertOptions(session.cluster, { command: leaveOut.command, args, environment: io.environment });
    if (!gated.ok) return session.fail(gated.failure);
    const { rotation } = gated.value;
    const outcome = await rotate({
      ...session,
      cluster: { ...gated.value, rotation: { ...rotation, windows: windows ?? rotation.windows } },
      ...completed.value,
      ...mode,
      stateDirectory: stateDirectory(args.stateDir, io.environment),
      ...wishOf(args),
      without: args.without ?? [],
      readBack: args.readBack,
      confirm: (plan, question) => request.confirm(session, plan, question),
      environment: io.environment,
      sentence: ({ outcome, summary }) => sentenceOf(outcomeText(outcome, summary, session.hints)),
      operator: operatorOf(io.environment),
      version: VERSION,
    });
    return EXIT_CODES[outcome.kind].code;
  });
}

function sentenceOf(text: OutcomeText): string {
  return 'good' in text ? text.good : text.bad.what;
}

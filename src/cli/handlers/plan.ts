import { planRotation } from '../../apply/plan-rotation.ts';
import type { Check } from '../../model/check.ts';
import { escapedJson } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { keyAge, youngKey } from '../../plan/key-age.ts';
import { success, type Result } from '../../model/result.ts';
import { planText } from '../../plan/parse-plan.ts';
import { checksLines, type ChecksOptions } from '../../report/checks-text.ts';
import { planSavedText, youngEnough } from '../../report/question-text.ts';
import { createStyle } from '../../report/style.ts';
import type { CliIo } from '../io.ts';
import { withAlertOptions } from '../alert-options.ts';
import type {
  AlertArguments,
  ClusterArguments,
  GlobalArguments,
  PlanViewArguments,
  StrategyArguments,
  WithoutArguments,
} from '../options.ts';
import { planOnOneScreen, planWithCommands } from '../plan-view.ts';
import { ageOption, leavingOut, wishOf } from '../read-options.ts';
import { queryReporter } from '../reporters.ts';
import { withSession } from '../session.ts';
import { canWritePrivately, writePrivately } from '../write-file.ts';

/** The arguments of `plan`. */
interface PlanArguments
  extends AlertArguments, ClusterArguments, GlobalArguments, StrategyArguments, WithoutArguments, PlanViewArguments {
  readonly out?: string;
  readonly adopt?: true;
  /** Only with `rotate --dry-run`, which also reports whether anything would be done. */
  readonly ifOlderThan?: string;
  readonly output: 'pretty' | 'json';
}

/** `keyturn plan`, and `keyturn rotate --dry-run`. Sends no mutating command. */
export async function handlePlan(args: PlanArguments, io: CliIo): Promise<number> {
  const dueAfter = ageOption('rotate --if-older-than', args.ifOlderThan, io.environment);
  const precheck = async (): Promise<Result<void>> => (dueAfter.ok ? success(undefined) : dueAfter);
  const leaveOut = leavingOut('plan', args.adopt === true ? ['--adopt'] : [], args);
  return withSession(
    {
      io,
      args,
      precheck,
      leaveOut,
      reporter: (parts) => queryReporter(args.output, parts),
    },
    async (session) => {
      const { output } = session;
      // Checked before any server is asked, because a plan that cannot be written is useless.
      const writable = args.out === undefined ? undefined : canWritePrivately(args.out);
      if (writable?.ok === false) return session.fail(writable.failure);
      const options = { style: createStyle(output.colour), width: output.columns() };
      const gated = withAlertOptions(session.cluster, { command: 'plan', args, environment: io.environment });
      if (!gated.ok) return session.fail(gated.failure);
      const planned = await planRotation({
        ...session,
        cluster: gated.value,
        environment: io.environment,
        ...wishOf(args),
        adopt: args.adopt === true,
        without: args.without ?? [],
      });
      if (!planned.ok) {
        const { failure } = planned;
        // The refusals are in the error.
        if (failure.kind === 'preflight-refused' && args.output === 'pretty')
          output.write(unrefusedText(failure.checks, args, { ...options, hints: session.hints }));
        return session.fail(failure);
      }
      const { plan } = planned.value;
      if (args.out !== undefined) {
        const written = writePrivately(args.out, escapedJson(planText(plan)));
        if (!written.ok) return session.fail(written.failure);
      }
      const view = { args, session, shown: output };
      if (args.output === 'json') output.write(escapedJson(planText(plan)));
      else output.write(args.commands === true ? planWithCommands(plan, view) : planOnOneScreen(plan, view));
      if (args.out !== undefined && args.output === 'pretty') {
        output.write(
          planSavedText({ file: args.out, options: leaveOut.options }, { ...options, hints: session.hints }),
        );
      }
      const age = keyAge(planned.value.facts, session.clock.now());
      const young = dueAfter.ok && dueAfter.value !== undefined ? youngKey(age, dueAfter.value) : undefined;
      if (young !== undefined) session.errors.write(`${youngEnough(young)}\n`);
      return EXIT_CODES.done.code;
    },
  );
}

/** The warnings beside a refusal and, where they are asked for, the checks that passed. */
function unrefusedText(checks: readonly Check[], args: PlanArguments, options: ChecksOptions): string {
  const unrefused = checks.filter(({ verdict }) => verdict === 'warn' || (verdict === 'pass' && args.checks === true));
  const lines = checksLines(unrefused, { ...options, passed: 'in-full' });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { differencesOfPlans } from '../../plan/plan-diff.ts';
import { planDiffText } from '../../report/plan-diff-text.ts';
import { createStyle } from '../../report/style.ts';
import { terminalOf } from '../../report/terminal.ts';
import type { CliIo } from '../io.ts';
import type { GlobalArguments } from '../options.ts';
import { readPlan } from '../read-plan.ts';
import { tellFailureAs } from '../tell-error.ts';

/** The arguments of `plan diff`. */
export interface PlanDiffArguments extends GlobalArguments {
  readonly output: 'pretty' | 'json';
}

/**
 * `keyturn plan diff` names what differs between two saved plans, and contacts no host. The exit code is 0 where they are
 * alike, and otherwise the code of a refusal, as `rotate --plan` gives for a plan that no longer fits.
 */
export async function handlePlanDiff(
  args: PlanDiffArguments,
  io: CliIo,
  files: readonly [string, string],
): Promise<number> {
  const output = terminalOf(io.stdout, { environment: io.environment, noColour: !args.color });
  const plans: Plan[] = [];
  for (const file of files) {
    const plan = await readPlan(file);
    if (!plan.ok) return tellFailureAs(args.output, plan.failure, { io, output });
    plans.push(plan.value);
  }
  const [one, other] = plans;
  if (one === undefined || other === undefined) throw new Error('two plans were read');
  const differences = differencesOfPlans(one, other);
  const isAlike = differences.length === 0;
  const diff = {
    one: { file: files[0], id: one.id },
    other: { file: files[1], id: other.id },
    differences,
  };
  output.write(
    args.output === 'json'
      ? `${jsonText({ schema: 'keyturn.plan-diff/1', alike: isAlike, ...diff }, 2)}\n`
      : planDiffText(diff, { style: createStyle(output.colour), width: output.columns() }),
  );
  return EXIT_CODES[isAlike ? 'done' : 'refused'].code;
}

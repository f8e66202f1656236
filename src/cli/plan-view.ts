import type { Plan } from '../model/plan.ts';
import { ageOfKey } from '../plan/key-age.ts';
import { renderPlanCommands } from '../report/plan-commands-text.ts';
import { renderPlan, type ResumedRun } from '../report/plan-text.ts';
import { createStyle } from '../report/style.ts';
import type { Terminal } from '../report/terminal.ts';
import type { PlanViewArguments } from './options.ts';
import type { Session } from './session.ts';

/** What shows a plan besides the plan itself. */
export interface PlanView {
  readonly args: PlanViewArguments;
  readonly session: Session;
  readonly shown: Terminal;
  readonly resumes?: ResumedRun;
}

/** The plan on one screen. Ends with a line feed. */
export function planOnOneScreen(plan: Plan, { args, session, shown, resumes }: PlanView): string {
  return renderPlan(plan, {
    style: createStyle(shown.colour),
    width: shown.columns(),
    keyAgeMs: ageOfKey(plan.oldKey.name, session.clock.now()),
    listsChecks: args.checks === true,
    hints: session.hints,
    ...(resumes === undefined ? {} : { resumes }),
  });
}

/** The plan with every command. Ends with a line feed. */
export function planWithCommands(plan: Plan, { shown }: PlanView): string {
  return renderPlanCommands(plan, { style: createStyle(shown.colour), width: shown.columns() });
}

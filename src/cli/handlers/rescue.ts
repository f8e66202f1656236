import { planRescue, type PlannedRescue } from '../../apply/plan-rescue.ts';
import { rescue } from '../../apply/rescue.ts';
import type { Consent } from '../../apply/rotate-options.ts';
import { escapedJson } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { keysOutOfReach } from '../../plan/key-reach.ts';
import { planText } from '../../plan/parse-plan.ts';
import { outcomeText } from '../../report/outcome-text.ts';
import { renderRescuePlan, rescueQuestion } from '../../report/rescue-plan-text.ts';
import { createStyle } from '../../report/style.ts';
import type { Terminal } from '../../report/terminal.ts';
import { operatorOf, stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments, MetricsArguments } from '../options.ts';
import { askLine, isInteractive } from '../prompt.ts';
import { queryReporter, runReporter } from '../reporters.ts';
import { withSession, type Session } from '../session.ts';
import { VERSION } from '../version.ts';

/** The arguments of `rescue`. */
export interface RescueArguments extends ClusterArguments, GlobalArguments, MetricsArguments {
  readonly dryRun?: true;
  readonly resume?: true;
  readonly undo?: true;
  readonly commands?: true;
  readonly yes?: true;
  readonly confirmCluster?: string;
  readonly output: 'pretty' | 'ndjson' | 'json';
}

/** `keyturn rescue`. */
export async function handleRescue(args: RescueArguments, io: CliIo): Promise<number> {
  if (args.dryRun === true) return showPlan(args, io);
  return withSession({ io, args, reporter: (parts) => runReporter(args.output, parts) }, async (session) => {
    const named = confirmedCluster(args, session.cluster.name);
    if (!named.ok) return session.fail(named.failure);
    const outcome = await rescue({
      ...session,
      stateDirectory: stateDirectory(args.stateDir, io.environment),
      resume: args.resume === true,
      undo: args.undo === true,
      readBack: 'all',
      confirm: (planned) => confirm({ args, io, session }, planned),
      environment: io.environment,
      sentence: ({ outcome: ended, summary }) => {
        const text = outcomeText(ended, summary, session.hints);
        return 'good' in text ? text.good : text.bad.what;
      },
      operator: operatorOf(io.environment),
      version: VERSION,
    });
    return EXIT_CODES[outcome.kind].code;
  });
}

/** Without a question the cluster is named on the command line, because the wrong one would have its files written. */
function confirmedCluster(args: RescueArguments, cluster: string): Result<void> {
  const { yes, resume, undo, confirmCluster: named } = args;
  const isAsked = yes !== true || resume === true || undo === true;
  if (named === cluster || (named === undefined && isAsked)) return success(undefined);
  return failed({ kind: 'cluster-unconfirmed', cluster, named });
}

/** `keyturn rescue --dry-run`. Sends no mutating command. */
function showPlan(args: RescueArguments, io: CliIo): Promise<number> {
  const form = args.output === 'pretty' ? 'pretty' : 'json';
  return withSession({ io, args, reporter: (parts) => queryReporter(form, parts) }, async (session) => {
    const planned = await planRescue(session);
    if (!planned.ok) return session.fail(planned.failure);
    const text =
      form === 'json'
        ? escapedJson(planText(planned.value.plan))
        : screenOf(args, session, session.output, planned.value);
    session.output.write(text);
    return EXIT_CODES.done.code;
  });
}

function screenOf(args: RescueArguments, session: Session, shown: Terminal, { plan, facts }: PlannedRescue): string {
  if (plan.rescue === undefined) throw new Error('a plan without a rescue');
  return renderRescuePlan(plan, plan.rescue, {
    style: createStyle(shown.colour),
    width: shown.columns(),
    hints: session.hints,
    facts,
    reach: keysOutOfReach(facts),
    listsCommands: args.commands === true,
  });
}

/** Shows the plan on the stream for people, and asks for the name of the cluster. */
async function confirm(
  { args, io, session }: { readonly args: RescueArguments; readonly io: CliIo; readonly session: Session },
  planned: PlannedRescue,
): Promise<Consent> {
  if (args.yes === true) return 'given-before';
  if (!isInteractive(io)) return 'nobody-to-ask';
  const shown = args.output === 'pretty' ? session.output : session.errors;
  shown.write(`${screenOf(args, session, shown, planned)}\n`);
  const typed = await askLine(io, rescueQuestion(planned.plan), session.interrupts.soft);
  return typed?.trim() === session.cluster.name ? 'given' : 'declined';
}

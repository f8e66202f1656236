import type { Check } from '../model/check.ts';
import { asksEtcd, leaderOf, controlPlanesOf, secondHolder } from '../model/course.ts';
import { keyLabel } from '../model/encryption.ts';
import type { Plan } from '../model/plan.ts';
import { parseStepId } from '../model/step-id.ts';
import { checksLines } from './checks-text.ts';
import { courseDatastoreName } from './datastore-text.ts';
import { distributionText, serviceText } from './distribution-text.ts';
import type { Hints } from './hints.ts';
import { painted, table, wrap } from './layout.ts';
import { stagesOfPlan, type PlanStage } from './plan-stages.ts';
import { strategyText } from './plan-words.ts';
import { printableLine, visibleLength } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { namesWithin } from './server-names.ts';
import { entryText } from './step-text.ts';
import { rowText } from './summary/row.ts';
import { count, durationText, numberText, roughDurationText } from './units.ts';

/** How a plan is shown. */
export interface PlanTextOptions extends RenderOptions {
  /** Age of the key that goes, ms. `undefined` where nobody knows it. */
  readonly keyAgeMs: number | undefined;
  /** Whether the checks that passed are listed, too. */
  readonly listsChecks: boolean;
  readonly hints: Hints;
  /** The run that the plan continues. `undefined` for a new run. */
  readonly resumes?: ResumedRun;
}

/** A run that would be resumed, as a dry run shows it. */
export interface ResumedRun {
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly entry: Plan['entry'];
  /** The new key that servers have already, as `aescbc/NAME`. `undefined` where none has it. */
  readonly newKey: string | undefined;
}

/**
 * The plan on one screen: what happens in which stage, on which servers, for about how long, and what readers and writers
 * of Secrets notice. Warnings are whole. Every command is in `renderPlanCommands`. Ends with a line feed.
 */
export function renderPlan(plan: Plan, options: PlanTextOptions): string {
  const { style, width } = options;
  return [
    titleLine(plan, options),
    '',
    ...headRows(plan, options),
    '',
    stageTable(stagesOfPlan(plan), options),
    '',
    ...totalRows(plan, options),
    ...checksLines(plan.checks, {
      style,
      width,
      passed: options.listsChecks ? 'in-full' : 'as-number',
      hints: options.hints,
    }),
    '',
  ].join('\n');
}

function titleLine({ cluster, id }: Plan, { style, width, resumes }: PlanTextOptions): string {
  const what = resumes === undefined ? 'rotate the Secrets encryption key' : `resume run ${resumes.runId}`;
  const title = printableLine(`${cluster}: ${what}`);
  const plan = `plan ${id}`;
  const gap = Math.min(width, SCREEN) - visibleLength(title) - plan.length;
  return gap < 2
    ? wrap(style.bold(`${title}, ${plan}`), width)
    : `${style.bold(title)}${' '.repeat(gap)}${style.dim(plan)}`;
}

/** A wider terminal does not move the columns further apart. */
const SCREEN = 80;
const LABEL_COLUMNS = 10;

function row(label: string, text: string, width: number, paint = (line: string): string => line): string {
  return rowText({ name: label, text: printableLine(text), paint }, width, LABEL_COLUMNS);
}

function headRows(plan: Plan, { style, width, keyAgeMs, resumes }: PlanTextOptions): readonly string[] {
  const { course, estimate, entry } = plan;
  const leader = leaderOf(course).name;
  const strategy = strategyText(plan);
  return [
    row('cluster', clusterText(plan), width),
    row('key', keyText(plan, keyAgeMs, resumes?.newKey), width),
    ...(makesKey(plan) ? [row('copies', copiesText(plan), width)] : []),
    ...backupRows(plan, width),
    row('Secrets', `about ${numberText(estimate.secrets)}, rewritten on ${leader}`, width),
    row('strategy', strategy.text, width, strategy.isFelt ? style.red : undefined),
    ...(resumes === undefined
      ? []
      : [row('continues', `${entryText(resumes.entry)}${behindText(plan)}; begun ${resumes.startedAt}`, width)]),
    ...(resumes === undefined && entry.at !== 'start' ? [row('begun', adoptedText(plan), width)] : []),
  ];
}

function clusterText(plan: Plan): string {
  const { course, fingerprint, distribution } = plan;
  const versions = [...new Set(fingerprint.servers.map(({ version }) => version))].join(', ');
  const etcdOnly = course.order.filter(({ part }) => part === 'etcd-only').map(({ name }) => name);
  const planes = controlPlanesOf(course).map(({ name }) => name);
  const leader = leaderOf(course).name;
  return [
    `${distributionText(distribution)} ${versions}`,
    `${namesWithin(planes, NAMES_ROOM)}${planes.length > 1 ? ` (leader ${leader})` : ''}`,
    ...(etcdOnly.length === 0 ? [] : [`etcd only: ${namesWithin(etcdOnly, NAMES_ROOM)}`]),
    asksEtcd(course)
      ? `${courseDatastoreName(course.datastore)} with ${count(fingerprint.etcdMembers.length, 'member')}`
      : courseDatastoreName(course.datastore),
  ].join('; ');
}

const NAMES_ROOM = 120;

function keyText({ oldKey, fingerprint, entry }: Plan, ageMs: number | undefined, newKey: string | undefined): string {
  const age = ageMs === undefined ? 'age unknown' : `${durationText(ageMs)} old`;
  const known = entry.at === 'start' ? [] : fingerprint.servers.flatMap(({ keys }) => keys);
  const made = [...new Set(newKey === undefined ? known : [newKey])].filter((key) => key !== keyLabel(oldKey));
  const next = made.length === 0 ? `a new ${oldKey.provider} key` : nameIn(made.join(', '));
  return `${oldKey.name} (${oldKey.provider}, ${age}) -> ${next}`;
}

function nameIn(label: string): string {
  return label.replace(/^\w+\//, '');
}

function makesKey({ steps }: Plan): boolean {
  return steps.some(({ id }) => id === 'seal-new-key');
}

/** The second copy is the one thing of the keys that leaves its server. */
function copiesText({ course, steps }: Plan): string {
  const holder = steps.some(({ id }) => id === 'seal-elsewhere') ? secondHolder(course)?.name : undefined;
  const leader = leaderOf(course).name;
  return holder === undefined
    ? `the new key is sealed on ${leader} at once, for root only`
    : `the new key is sealed on ${leader} and, over SSH through keyturn, on ${holder}`;
}

function backupRows({ course, backupReference }: Plan, width: number): readonly string[] {
  if (course.snapshot) return [];
  const text =
    backupReference === undefined
      ? 'no snapshot is taken, as the inventory says (rotation.snapshot: false)'
      : `not taken by keyturn; the operator names: ${backupReference}`;
  return [row('backup', text, width)];
}

function adoptedText(plan: Plan): string {
  return `elsewhere; this rotation continues ${entryText(plan.entry)}${behindText(plan)}`;
}

function behindText({ steps, pointOfNoReturn }: Plan): string {
  return steps.some(({ id }) => id === pointOfNoReturn) ? '' : ', beyond its point of no return';
}

function stageTable(stages: readonly PlanStage[], { style, width }: PlanTextOptions): string {
  const heading = ['stage', 'what happens', 'restarts', 'about'].map((text) => painted(style.dim, text));
  const cells = stages.map(({ name, does, restarts, estimateMs }) => [
    painted(style.bold, name),
    does,
    restarts.length === 0 ? '-' : namesWithin(restarts, restartsRoom(stages, width), ' '),
    stageTimeText(estimateMs),
  ]);
  const [head, ...rows] = table([heading, ...cells], '  ').split('\n');
  const at = stages.findIndex(({ isPointOfNoReturn }) => isPointOfNoReturn);
  const mark = POINT_OF_NO_RETURN.length + 2 > width ? 'point of no return' : POINT_OF_NO_RETURN;
  const line = `  ${style.yellow(mark)}`;
  return [head, ...(at === -1 ? rows : [...rows.slice(0, at), line, ...rows.slice(at)])].join('\n');
}

const POINT_OF_NO_RETURN = '------- point of no return: from here on, the way out is forward -------';

/** Columns left for the names of a roll, besides the other cells and the blanks between them. */
function restartsRoom(stages: readonly PlanStage[], width: number): number {
  const longest = (texts: readonly string[]): number => Math.max(...texts.map(visibleLength));
  const others =
    longest(stages.map(({ name }) => name)) +
    longest(stages.map(({ does }) => does)) +
    longest(stages.map(({ estimateMs }) => stageTimeText(estimateMs)));
  return width - others - '  '.length * 4;
}

/** Short times are not rounded up to five seconds. */
function stageTimeText(ms: number): string {
  return ms < 10_000 ? `${String(Math.ceil(ms / 1_000))} s` : roughDurationText(ms);
}

function totalRows(plan: Plan, { width }: PlanTextOptions): readonly string[] {
  const { steps, distribution, course, checks } = plan;
  const kinds = steps.map(({ id }) => parseStepId(id)?.kind);
  const restarts = kinds.filter((kind) => kind === 'restart').length;
  const containers = kinds.filter((kind) => kind === 'container').length;
  const more = containers === 0 ? '' : ` and ${String(containers)} of the kube-apiserver's container`;
  const byOne = course.order.length < 2 ? '' : ', one server at a time';
  // A resumed run has fewer steps than its plan was made with.
  const totalMs = steps.reduce((total, { estimateMs }) => total + estimateMs, 0);
  return [
    row(
      'in all',
      `${count(restarts, 'restart')} of ${serviceText(distribution)}${more}${byOne}; about ${roughDurationText(totalMs)}`,
      width,
    ),
    row('steps', `${String(steps.length)} (in full: --commands), ${checksNumberText(checks)}`, width),
  ];
}

function checksNumberText(checks: readonly Check[]): string {
  const passed = checks.filter(({ verdict }) => verdict === 'pass').length;
  const warnings = checks.filter(({ verdict }) => verdict === 'warn').length;
  return `${count(passed, 'check')} passed (--checks), ${warnings === 0 ? 'no warning' : count(warnings, 'warning')}`;
}

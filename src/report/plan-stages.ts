import { followersOf, leaderOf, controlPlanesOf, rollsEarly } from '../model/course.ts';
import type { Plan } from '../model/plan.ts';
import { parseStepId } from '../model/step-id.ts';
import type { Step } from '../model/step.ts';
import { unreachable } from '../model/unreachable.ts';
import { stageOfStep, type StageName } from './stage-names.ts';
import { count } from './units.ts';

/** One line of the plan. */
export interface PlanStage {
  readonly name: StageName;
  readonly does: string;
  /** Servers whose service is restarted, in order. */
  readonly restarts: readonly string[];
  /** ms. */
  readonly estimateMs: number;
  /** Whether the step after which going back takes longer than finishing is in this stage. */
  readonly isPointOfNoReturn: boolean;
}

/** The steps of a plan, folded into the stages of its rotation. */
export function stagesOfPlan(plan: Plan): readonly PlanStage[] {
  const groups: { readonly name: StageName; readonly steps: Step[] }[] = [];
  for (const step of plan.steps) {
    const name = stageOfStep(plan.course, step.id);
    const last = groups.at(-1);
    if (last?.name === name) last.steps.push(step);
    else groups.push({ name, steps: [step] });
  }
  return groups.map(({ name, steps }) => ({
    name,
    does: doesText(plan, name, steps),
    restarts: steps.flatMap(({ id, servers }) => (parseStepId(id)?.kind === 'restart' ? servers : [])),
    estimateMs: steps.reduce((total, { estimateMs }) => total + estimateMs, 0),
    isPointOfNoReturn: steps.some(({ id }) => id === plan.pointOfNoReturn),
  }));
}

/** What happens in a stage, in at most 36 columns where names are short. */
function doesText(plan: Plan, name: StageName, steps: readonly Step[]): string {
  const { course } = plan;
  const has = (id: Step['id']): boolean => steps.some((step) => step.id === id);
  const restarts = steps.some(({ id }) => parseStepId(id)?.kind === 'restart');
  const everyone = controlPlanesOf(course).length === 1 ? leaderOf(course).name : 'every server';
  switch (name) {
    case 'start':
      return startText(plan);
    case 'keys-back':
      return 'the missing key is put back, and read';
    case 'rewrite':
      return 'Secrets leave the missing key';
    case 'keys-out':
      return 'the missing key leaves, a count';
    case 'freeze':
      return 'writes of Secrets are refused';
    case 'prepare':
      return restarts ? `${everyone} learns the new key` : LOADED;
    case 'rotate':
      return restarts ? `${everyone} writes with it` : LOADED;
    case 'rotate-keys':
      if (rollsEarly(course)) return 'a new key; the rewrite begins';
      return has('command:rotate-keys') ? 'a new key, every Secret rewritten' : 'every Secret rewritten, a copy';
    case 'reencrypt_request':
      return has('command:reencrypt-skip') ? 'a rewrite that keeps the old key' : rewriteAskedText(plan);
    case 'reencrypt_active':
      return rewriteText(plan, steps);
    case 'reencrypt_finished':
      return finishedText(plan, steps);
    case 'unfreeze':
      return 'a last count, then writes again';
    case 'proof':
      return `count, read back${has('snapshot-after') ? `, ${copyText(course.datastore)}` : ''}`;
    default:
      return unreachable(name);
  }
}

const LOADED = 'every apiserver has loaded its file';

function isCensus({ id }: Step): boolean {
  return parseStepId(id)?.kind === 'census';
}

function startText({ course, steps }: Plan): string {
  const copies = 'sealed copies';
  return steps.some(({ id }) => id === 'snapshot-before') ? `${copyText(course.datastore)}, ${copies}` : copies;
}

function copyText(datastore: Plan['course']['datastore']): string {
  return datastore === 'sqlite' ? 'copy' : 'snapshot';
}

function rewriteAskedText({ course }: Plan): string {
  if (course.controlPlanes === 'single') return 'a rewrite that drops the old key';
  return `${shortName(leaderOf(course).name) ?? 'the leader'} is asked for a rewrite`;
}

/** A long name would widen the table, and is above the table already. */
function shortName(name: string): string | undefined {
  return name.length > 10 ? undefined : name;
}

function rewriteText({ course, estimate }: Plan, steps: readonly Step[]): string {
  if (rollsEarly(course)) return 'meanwhile others take both keys';
  const isRewritten = steps.some(({ id }) => id === 'rewrite-kept' || id === 'rewrite-finished');
  if (!isRewritten) return 'a count of the Secrets';
  return `about ${count(estimate.secrets, 'Secret')}${steps.some(isCensus) ? ', then a count' : ''}`;
}

/** With followers the old key leaves the last of them only after a count of zero. */
function finishedText({ course }: Plan, steps: readonly Step[]): string {
  const last = followersOf(course).at(-1);
  if (last !== undefined && steps.some(({ id }) => id === 'census:last-holder'))
    return `the old key leaves, ${shortName(last.name) ?? 'a follower'} last`;
  return steps.some(isCensus) ? 'a count, then the old key leaves' : 'the old key leaves';
}

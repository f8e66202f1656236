import { leaderOf, rollsEarly } from '../model/course.ts';
import type { Plan } from '../model/plan.ts';
import type { StepId } from '../model/step.ts';
import { roughDurationText } from './units.ts';

/** What a rotation does to those who read and write Secrets, in one sentence. */
export interface StrategyText {
  readonly text: string;
  /** Whether somebody notices, so that the sentence is shown in red. */
  readonly isFelt: boolean;
}

/** Strategy and gap of reads and writes, in plain words (measured.md 1 and 6, real-engine.md 1). */
export function strategyText(plan: Plan): StrategyText {
  const { course } = plan;
  const { strategy } = course;
  const refused = refusedWritesMs(plan);
  if (refused !== undefined) {
    return {
      text: `${strategy}, frozen: NOBODY CAN WRITE SECRETS for about ${roughDurationText(refused)}${lateText(plan)}`,
      isFelt: true,
    };
  }
  const window = betweenMs(plan, 'command:rotate-keys', 'prove');
  if (hasWriteWindow(plan)) {
    const length = window === undefined ? '' : ` of about ${roughDurationText(window)}`;
    return { text: `rotate-keys, WRITE WINDOW${length}: Secrets written meanwhile CAN BE LOST`, isFelt: true };
  }
  return { text: `${strategy}: Secrets can be read and written all the time${exceptionText(plan)}`, isFelt: false };
}

/** An apiserver that restarts with its server, or whose container is stopped, is away for some seconds. */
function exceptionText({ course, checks }: Plan): string {
  if (course.apiserverReload === 'wait') {
    return checks.some(({ id, verdict }) => id === 'etcd-quorum' && verdict === 'warn') ? ', while etcd is up' : '';
  }
  return course.controlPlanes === 'single'
    ? `, but not while the only apiserver, on ${leaderOf(course).name}, restarts`
    : ', through every server but the one that restarts';
}

/** Whether a Secret that is written during the rotation can be lost (measured.md 1). */
export function hasWriteWindow({ course }: Plan): boolean {
  return course.strategy === 'rotate-keys' && course.controlPlanes === 'several' && !course.freezeWrites;
}

/** How long writes of Secrets are refused, ms. `undefined` where they are not. An early roll in time ends the refusal early. */
export function refusedWritesMs(plan: Plan): number | undefined {
  if (!plan.course.freezeWrites) return undefined;
  return betweenMs(plan, 'freeze-writes', 'allow-writes') ?? betweenMs(plan, 'freeze-writes', 'unfreeze-writes');
}

/** Where the rewrite ends before the followers have both keys, writes are refused until the last roll is over. */
function lateText(plan: Plan): string {
  const lateMs = rollsEarly(plan.course) ? betweenMs(plan, 'freeze-writes', 'prove') : undefined;
  return lateMs === undefined ? '' : `, or ${roughDurationText(lateMs)} if the rewrite ends first`;
}

/** From the beginning of a step, or of the plan where it lacks the step, to the beginning of a later one, ms. */
function betweenMs({ steps }: Plan, from: StepId, to: StepId): number | undefined {
  const end = steps.findIndex(({ id }) => id === to);
  if (end === -1) return undefined;
  const begin = Math.max(
    0,
    steps.findIndex(({ id }) => id === from),
  );
  return steps.slice(begin, end).reduce((total, { estimateMs }) => total + estimateMs, 0);
}

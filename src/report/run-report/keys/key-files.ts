import type { ReportStep, RunReport } from '../../../model/run-report.ts';
import type { Roll } from '../../../model/strategy.ts';
import { parseStepId } from '../../../model/step-id.ts';

/**
 * The keys in the encryption file of a server, the writing one first. With `unsure` a step that changes the file has
 * begun and not ended well.
 */
export type Holding = 'old' | 'old-new' | 'new-old' | 'new' | 'unsure';

/** What a server has, from a time on, ISO 8601. `undefined` is the beginning of the run. */
interface HoldingSince {
  readonly at: string | undefined;
  readonly holding: Holding;
}

export interface KeyFile {
  readonly server: string;
  /** Oldest first. A server always has a first one. */
  readonly since: readonly HoldingSince[];
}

/** A server takes the file that the engine had saved before the roll. */
const AFTER_ROLL: Readonly<Record<Roll, Holding>> = {
  prepare: 'old-new',
  rotate: 'new-old',
  early: 'new-old',
  reencrypt_finished: 'new',
};

/**
 * Which server had which key in its encryption file, by the steps of the run: the leader takes a key with a command,
 * and every other server with its restart, whose gate has compared the key (how-it-works.md, "Six stages, three
 * servers"). The answer is `undefined` for a rotation that somebody else had begun, and where the journal lacks times.
 */
export function keyFiles(report: RunReport): readonly KeyFile[] | undefined {
  if (report.summary.adopted) return undefined;
  const isEarlyProved = hasThawedEarly(report);
  const changes = report.steps.flatMap((step) => changeOf(step, report.leader, isEarlyProved) ?? []);
  if (changes.some(({ at }) => at === undefined)) return undefined;
  return report.course.order.map(({ name }) => ({
    server: name,
    since: withoutRepeats([
      { at: undefined, holding: 'old' },
      ...changes.filter(({ server }) => server === name).map(({ at, holding }) => ({ at, holding })),
    ]),
  }));
}

/** The restart of the leader leaves its file as it is. */
function withoutRepeats(since: readonly HoldingSince[]): readonly HoldingSince[] {
  return since.filter(({ holding }, index) => holding !== since[index - 1]?.holding);
}

interface Change extends HoldingSince {
  readonly server: string;
}

/**
 * Writes go on early only when every apiserver has loaded both keys. Otherwise the rewrite may have ended before a
 * follower restarted, which then has the new key alone.
 */
function hasThawedEarly({ steps }: RunReport): boolean {
  return steps.some(({ step, state }) => step === 'allow-writes' && (state === 'done' || state === 'found-done'));
}

function changeOf(step: ReportStep, leader: string, isEarlyProved: boolean): Change | undefined {
  const change = aimOf(step, leader);
  if (change === undefined || step.state === 'not-begun') return undefined;
  const isUnproved = step.step.startsWith('restart:early:') && !isEarlyProved;
  const isDone = (step.state === 'done' || step.state === 'found-done') && !isUnproved;
  const at = isDone ? step.spans.at(-1)?.until : step.spans[0]?.from;
  return { server: change.server, at, holding: isDone ? change.holding : 'unsure' };
}

/** What a step is to bring about in a file. */
function aimOf({ step: id }: ReportStep, leader: string): Pick<Change, 'server' | 'holding'> | undefined {
  const step = parseStepId(id);
  if (step?.kind === 'restart') return { server: step.server, holding: AFTER_ROLL[step.roll] };
  if (step?.kind === 'rewrite-finished') return { server: leader, holding: 'new' };
  if (step?.kind !== 'command') return undefined;
  switch (step.command) {
    case 'prepare':
      return { server: leader, holding: 'old-new' };
    case 'rotate':
    case 'rotate-keys':
      return { server: leader, holding: 'new-old' };
    default:
      return undefined;
  }
}

/** The newest holding at a time. */
export function holdingAt({ since }: KeyFile, time: string): Holding {
  return since.findLast(({ at }) => at === undefined || at <= time)?.holding ?? 'old';
}

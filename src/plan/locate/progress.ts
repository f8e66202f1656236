import { keyLabel, type KeyName, type StageCommand, isRewriting } from '../../model/encryption.ts';
import type { JournalLine } from '../../model/journal.ts';
import type { Plan } from '../../model/plan.ts';
import type { StepId } from '../../model/step.ts';
import { leftOutIn, planWithout, type LeftOut } from '../left-out.ts';

/**
 * The progress of a rotation on the leader, as comparable numbers.
 * 0 is no progress, 1 prepared, 2 rotated, 3 rewritten with the old key kept, 4 rewriting and dropping, 5 dropped.
 */
export type Reach = 0 | 1 | 2 | 3 | 4 | 5;

/** The content of a run's journal. */
export interface JournalView {
  readonly plan: Plan;
  readonly intended: ReadonlySet<StepId>;
  /** Steps recorded as `done` or `found-done`, without a later intention. */
  readonly done: ReadonlySet<StepId>;
  /** The cluster has certainly reached this point. */
  readonly reached: Reach;
  /** The run cannot have taken the cluster further than this point. */
  readonly allowed: Reach;
  /** Labels of new keys in the journal. Other keys are unknown to the run. The list is empty if the journal names no key. */
  readonly knownNewKeys: readonly string[];
  /** systemd's InvocationID of the leader's service at the last intention of `reencrypt`, or `undefined` if the journal has no InvocationID. */
  readonly serviceAtReencrypt: string | undefined;
}

const REACHED_BY: readonly (readonly [StepId, Reach])[] = [
  ['command:prepare', 1],
  ['command:rotate', 2],
  ['rewrite-kept', 3],
  ['rewrite-finished', 5],
];

const ALLOWED_BY: readonly (readonly [StepId, Reach])[] = [
  ['command:prepare', 1],
  ['command:rotate', 2],
  ['command:reencrypt-skip', 3],
  ['command:reencrypt', 5],
  ['command:rotate-keys', 5],
];

/**
 * Reads a journal, or returns `undefined` if the journal does not begin with a run. A plan with an adopted rotation begins at the adopted state.
 * `leftOut` lists the servers that the run continues without.
 */
export function readProgress(
  journal: readonly JournalLine[],
  leftOut: LeftOut = leftOutIn(journal),
): JournalView | undefined {
  const first = journal[0]?.record;
  if (first?.kind !== 'run-started') return undefined;
  const plan = planWithout(first.plan, leftOut);
  const intended = new Set<StepId>();
  const done = new Set<StepId>();
  const named = new Set<string>();
  let serviceAtReencrypt: string | undefined;
  for (const { record } of journal) {
    if (record.kind === 'intended') {
      intended.add(record.step);
      done.delete(record.step);
      const isReencrypt = record.step === 'command:reencrypt' && record.before.kind === 'transient-unit';
      if (isReencrypt) serviceAtReencrypt = record.before.serviceInvocation;
    }
    if (record.kind !== 'done' && record.kind !== 'found-done') continue;
    done.add(record.step);
    const newKey = record.evidence['newKey'];
    if (typeof newKey === 'string')
      named.add(newKey.includes('/') ? newKey : keyLabel({ ...plan.oldKey, name: newKey }));
  }
  const start = startOf(plan);
  const highest = (table: readonly (readonly [StepId, Reach])[], steps: ReadonlySet<StepId>): readonly Reach[] =>
    table.filter(([step]) => steps.has(step)).map(([, reach]) => reach);
  const reached = maximum([start.reached, ...highest(REACHED_BY, done)]);
  const allowed = maximum([reached, start.allowed, ...highest(ALLOWED_BY, intended), ...highest(ALLOWED_BY, done)]);
  const knownNewKeys = [...new Set([...start.newKeys, ...named])];
  return { plan, intended, done, reached, allowed, knownNewKeys, serviceAtReencrypt };
}

function startOf(plan: Plan): {
  readonly reached: Reach;
  readonly allowed: Reach;
  readonly newKeys: readonly string[];
} {
  const keys = plan.fingerprint.servers.find(({ name }) => name === plan.leader)?.keys ?? [];
  const old = keyLabel(plan.oldKey);
  const newKeys = keys.filter((key) => key !== old);
  if (newKeys.length === 0) return { reached: 0, allowed: 0, newKeys };
  const reached = !keys.includes(old) ? 5 : keys[0] === old ? 1 : 2;
  return { reached, allowed: isRewriting(plan.stage) ? 5 : reached, newKeys };
}

/** Whether this run may have sent a command. */
export function maySent(view: JournalView, command: StageCommand): boolean {
  return view.intended.has(`command:${command}`) || view.done.has(`command:${command}`);
}

/** Whether the journal can know of a key that is not the old one. */
export function knowsNewKey(view: JournalView, key: KeyName): boolean {
  if (view.knownNewKeys.length > 0) return view.knownNewKeys.includes(keyLabel(key));
  return key.provider === view.plan.oldKey.provider && (maySent(view, 'prepare') || maySent(view, 'rotate-keys'));
}

function maximum(reaches: readonly Reach[]): Reach {
  return reaches.reduce((highest, reach) => (reach > highest ? reach : highest), 0);
}

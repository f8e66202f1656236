import { keyLabel, type KeyName, type StageCommand } from '../../model/encryption.ts';
import type { JournalLine } from '../../model/journal.ts';
import type { Plan } from '../../model/plan.ts';
import type { StepId } from '../../model/step.ts';
import { leftOutIn, planWithout, type LeftOut } from '../left-out.ts';

/**
 * How far a rotation has come on the leader, as numbers that can be compared:
 * 0 nothing, 1 prepared, 2 rotated, 3 rewritten with the old key kept, 4 rewriting and dropping, 5 dropped.
 */
export type Reach = 0 | 1 | 2 | 3 | 4 | 5;

/** What the journal of a run says. */
export interface JournalView {
  readonly plan: Plan;
  readonly intended: ReadonlySet<StepId>;
  /** `done` and `found-done`, and not intended anew since. */
  readonly done: ReadonlySet<StepId>;
  /** The cluster has certainly come as far as this. */
  readonly reached: Reach;
  /** It cannot have gone further than this by our doing. */
  readonly allowed: Reach;
  /** Labels of new keys that the journal names: all others are strangers. Empty when it names none. */
  readonly knownNewKeys: readonly string[];
  /** systemd's InvocationID of the leader's service when `reencrypt` was last intended; `undefined` where the journal does not say. */
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
 * Reads a journal; `undefined` when it does not begin with a run. A plan that adopted a rotation begins where it found it. `leftOut`: servers
 * that the plan goes on without.
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
  const rewriting = plan.stage === 'reencrypt_active' || plan.stage === 'reencrypt_request';
  return { reached, allowed: rewriting ? 5 : reached, newKeys };
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

import type { KeysStanding } from '../model/run-summary.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { StepId } from '../model/step.ts';

/**
 * How the keys stand where a run ended, by the steps it had begun. Whether a command was also taken is left open: then the later
 * standing is told. Before the rewrite of the staged way every server reads what any other writes: the new key writes only where every
 * apiserver has loaded both. Of a rotation that somebody else began that is not known. Once the proof held, nothing is open.
 */
export function keysStanding(lines: readonly JournalLine[], { course, entry }: Plan): KeysStanding {
  const begun = new Set(lines.flatMap(({ record }) => ('step' in record ? [record.step] : [])));
  const has = (...steps: readonly StepId[]): boolean => steps.some((step) => begun.has(step));
  if (lines.some(({ record }) => record.kind === 'done' && record.step === 'prove')) return 'rotated';
  if (course.strategy === 'rotate-keys' && (entry.at !== 'start' || has('command:rotate-keys'))) {
    return course.controlPlanes === 'single' ? 'rewriting' : 'rewriting-before-followers';
  }
  if (entry.at !== 'start' || has('freeze-writes')) return 'unsure';
  if (has('command:reencrypt', 'command:reencrypt-skip')) return 'rewriting';
  return has('command:prepare', 'command:rotate') ? 'readable-everywhere' : 'as-before';
}

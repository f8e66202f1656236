import type { KeysAtEnd } from '../model/run-summary.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { StepId } from '../model/step.ts';
import { stepsBegun } from './processes.ts';

/**
 * What the operator may assume about the keys when a run has stopped, judged from the steps that began. A command that
 * began may not have been executed, so the worse case is reported. In a staged rotation every server can read every
 * Secret until the rewrite begins. Nothing is claimed for an adopted rotation. After a successful proof no question is
 * open.
 */
export function keysAtEnd(lines: readonly JournalLine[], { course, entry, rescue }: Plan): KeysAtEnd {
  const begun = stepsBegun(lines);
  const has = (...steps: readonly StepId[]): boolean => steps.some((step) => begun.includes(step));
  if (lines.some(({ record }) => record.kind === 'done' && record.step === 'prove')) return 'rotated';
  if (rescue !== undefined) return keysInRescue(lines);
  if (course.strategy === 'rotate-keys' && (entry.at !== 'start' || has('command:rotate-keys'))) {
    return course.controlPlanes === 'single' ? 'rewriting' : 'rewriting-before-followers';
  }
  if (entry.at !== 'start' || has('freeze-writes')) return 'unsure';
  if (has('command:reencrypt', 'command:reencrypt-skip')) return 'rewriting';
  return has('command:prepare', 'command:rotate') ? 'readable-everywhere' : 'as-before';
}

/** The files of a rescue are as the engine left them before the first key is added, and again once every apiserver has loaded them. */
function keysInRescue(lines: readonly JournalLine[]): KeysAtEnd {
  const isOut = lines.some(({ record }) => record.kind === 'done' && record.step === 'one-key-loaded');
  if (isOut) return 'readable-everywhere';
  return stepsBegun(lines).some((step) => step.startsWith('add-key:')) ? 'files-ahead' : 'as-before';
}

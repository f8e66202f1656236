import type { Entry } from '../model/entry.ts';
import type { StepId } from '../model/step.ts';
import type { Course } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';
import { outlineOf, type StepOutline } from './steps.ts';

/** The steps that are still to be gone through when a course is entered at `entry`; none when the course has no such state. */
export function stepsFrom(course: Course, entry: Entry): readonly StepOutline[] {
  const steps = outlineOf(course);
  const position = (id: StepId): number => steps.findIndex((step) => step.id === id);
  const from = firstIndex(entry, position);
  return from === undefined ? [] : steps.slice(from);
}

function firstIndex(entry: Entry, position: (id: StepId) => number): number | undefined {
  const at = (id: StepId): number | undefined => (position(id) === -1 ? undefined : position(id));
  const after = (id: StepId): number | undefined => (position(id) === -1 ? undefined : position(id) + 1);
  switch (entry.at) {
    case 'start':
      return 0;
    case 'prepare':
      return after('command:prepare');
    case 'rotate':
      return after('command:rotate');
    case 'reencrypt_active':
      return at(entry.rewrite === 'keep-old' ? 'rewrite-kept' : 'rewrite-finished');
    case 'before-drop':
      return at('census:before-drop');
    case 'reencrypt_finished':
      return after('rewrite-finished');
    default:
      return unreachable(entry);
  }
}

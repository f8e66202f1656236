import type { Entry } from '../model/entry.ts';
import type { StepId } from '../model/step.ts';
import type { Course } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';
import { followersLoaded, outlineOf, securingSteps, type StepOutline } from './steps.ts';

/**
 * The steps of a plan. A rotation that was begun elsewhere is secured first, as its first steps would have done; none when the course
 * has no such state.
 */
export function stepsOfPlan(course: Course, entry: Entry): readonly StepOutline[] {
  const rest = stepsFrom(course, entry);
  if (entry.at === 'start' || rest.length === 0) return rest;
  const proof = provesFollowersFirst(course, entry) ? [followersLoaded(course, 'rotate')] : [];
  const frozen = outlineOf(course).filter(({ id }) => id === 'freeze-writes');
  return [...securingSteps(course), ...frozen, ...proof, ...rest];
}

/** Whether a rotation that was begun elsewhere is entered where nothing but a count comes before the old key goes. */
export function provesFollowersFirst({ strategy, controlPlanes }: Course, entry: Entry): boolean {
  const isCountedNext = entry.at === 'reencrypt_active' || entry.at === 'reencrypt_finished';
  return strategy === 'staged' && controlPlanes === 'several' && isCountedNext;
}

/** The steps that are still to be gone through when a course is entered at `entry`; none when the course has no such state. */
export function stepsFrom(course: Course, entry: Entry): readonly StepOutline[] {
  const steps = outlineOf(course);
  const position = (id: StepId): number => steps.findIndex((step) => step.id === id);
  const from = firstIndex(course, entry, position);
  if (from === undefined) return [];
  // The rewrite of `rotate-keys` was somebody's else, or the run broke off before the copy: the chart makes it first.
  const sealFirst = entry.at === 'reencrypt_finished' && course.strategy === 'rotate-keys';
  return [...(sealFirst ? steps.filter(({ id }) => id === 'seal-new-key') : []), ...steps.slice(from)];
}

function firstIndex(course: Course, entry: Entry, position: (id: StepId) => number): number | undefined {
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
      if (entry.rewrite === 'keep-old') return at('rewrite-kept');
      return course.strategy === 'rotate-keys' ? at('seal-new-key') : at('rewrite-finished');
    case 'before-drop':
      return at('census:before-drop');
    case 'reencrypt_finished':
      return after('rewrite-finished');
    default:
      return unreachable(entry);
  }
}

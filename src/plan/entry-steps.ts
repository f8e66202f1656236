import { followersOf, isEntryOf, keepsOldOnFollowers } from '../model/course.ts';
import type { Entry } from '../model/entry.ts';
import { partsOf } from '../model/step-id.ts';
import type { StepId } from '../model/step.ts';
import type { Course } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';
import { loadedTogether, outlineOf, securingSteps, type StepOutline } from './steps.ts';

/** The steps of a plan. A foreign rotation is secured first, like a new rotation. The result is empty if the course lacks the entry's state. */
export function stepsOfPlan(course: Course, entry: Entry): readonly StepOutline[] {
  const rest = stepsFrom(course, entry);
  if (entry.at === 'start' || rest.length === 0) return rest;
  const proof = provesFollowersFirst(course, entry) ? [loadedTogether('rotate', followersOf(course))] : [];
  const frozen = outlineOf(course).filter(({ id }) => id === 'freeze-writes');
  return [...securingSteps(course), ...frozen, ...proof, ...rest];
}

/** Whether a foreign rotation is entered at a point where only a count precedes the removal of the old key. */
export function provesFollowersFirst(course: Course, entry: Entry): boolean {
  const isCountedNext = entry.at === 'reencrypt_active' || entry.at === 'reencrypt_finished';
  return keepsOldOnFollowers(course) && isCountedNext;
}

/** The remaining steps of a course entered at `entry`. The result is empty if the course lacks the entry's state. */
export function stepsFrom(course: Course, entry: Entry): readonly StepOutline[] {
  if (!isEntryOf(course, entry)) return [];
  const early = 'early' in entry ? entry.early : undefined;
  const steps = outlineOf(course, early);
  const from = firstIndex(course, entry, (id) => steps.findIndex((step) => step.id === id));
  // The rewrite of `rotate-keys` was foreign, or the run broke off before the copy. The chart makes the copy first.
  const sealFirst = entry.at === 'reencrypt_finished' && course.strategy === 'rotate-keys';
  const rollFirst = entry.at === 'reencrypt_finished' && early === undefined;
  return [
    ...(sealFirst ? steps.filter(({ id }) => isCopyOfNewKey(id)) : []),
    ...(rollFirst ? steps.filter(({ id }) => isEarly(id)) : []),
    ...steps.slice(from).filter(({ id }) => early === undefined || !isEarly(id)),
  ];
}

function isCopyOfNewKey(id: StepId): boolean {
  return id === 'seal-new-key' || id === 'seal-elsewhere';
}

/** Whether a step belongs to the early roll. */
function isEarly(id: StepId): boolean {
  const parts = partsOf(id);
  return id === 'allow-writes' || ('roll' in parts && parts.roll === 'early');
}

function firstIndex(course: Course, entry: Entry, at: (id: StepId) => number): number {
  switch (entry.at) {
    case 'start':
      return 0;
    case 'prepare':
      return at('command:prepare') + 1;
    case 'rotate':
      return at('command:rotate') + 1;
    case 'reencrypt_active':
      if (entry.rewrite === 'keep-old') return at('rewrite-kept');
      return course.strategy === 'rotate-keys' ? at('seal-new-key') : at('rewrite-finished');
    case 'before-drop':
      return at('census:before-drop');
    case 'reencrypt_finished':
      return at('rewrite-finished') + 1;
    default:
      return unreachable(entry);
  }
}

import type { EarlyRollEnd } from '../model/entry.ts';
import {
  asksEtcd,
  censusBefore,
  censusBeforeContainer,
  followersOf,
  gatesProvedAlone,
  hasApiserver,
  healthGatesOf,
  isProvedAlone,
  isProvedEarly,
  keepsOldFirst,
  leaderOf,
  LOADED_GATES,
  controlPlanesOf,
  provedTogether,
  rollsEarly,
  secondHolder,
  restartsContainers,
  snapshotServer,
} from '../model/course.ts';
import type { CensusPoint, Gate, PlannedCommand, Step, StepId } from '../model/step.ts';
import type { Course, Roll, RollServer } from '../model/strategy.ts';
import { estimateStep, type EstimateInput } from './estimate.ts';

/** A step without command lines. */
export interface StepOutline {
  readonly id: StepId;
  readonly servers: readonly string[];
  readonly gates: readonly Gate[];
}

/** Returns the exact lines of a step from the room that sends the lines. `mutates` says whether any line changes something. */
export type CommandsFor = (step: {
  readonly id: StepId;
  readonly servers: readonly string[];
  readonly planId: string;
  readonly course: Course;
}) => { readonly commands: readonly PlannedCommand[]; readonly mutates: boolean };

/**
 * The steps of a course in the order of the charts (design.md, "Strategy"). A course with an early roll has the steps of a roll that ends in time,
 * unless `early` says that the roll ended late.
 */
export function outlineOf(course: Course, early: EarlyRollEnd = 'thawed'): readonly StepOutline[] {
  return [
    ...securingSteps(course),
    ...rotationSteps(course, early),
    outline(
      'prove',
      controlPlanesOf(course).map(({ name }) => name),
    ),
    ...snapshotStep(course, 'snapshot-after'),
    outline('clean-up', [leaderOf(course).name]),
  ];
}

/** The steps before the first change, with a snapshot and copies of the credential files. */
export function securingSteps(course: Course): readonly StepOutline[] {
  return [
    ...snapshotStep(course, 'snapshot-before'),
    ...controlPlanesOf(course).map(({ name }) => outline(`seal:${name}`, [name])),
  ];
}

function snapshotStep(course: Course, id: 'snapshot-before' | 'snapshot-after'): readonly StepOutline[] {
  return course.snapshot ? [outline(id, [snapshotServer(course).name])] : [];
}

function rotationSteps(course: Course, early: EarlyRollEnd): readonly StepOutline[] {
  const onLeader = (...ids: readonly StepId[]): readonly StepOutline[] =>
    ids.map((id) => outline(id, [leaderOf(course).name]));
  if (course.strategy === 'rotate-keys') {
    return [
      ...(course.freezeWrites ? onLeader('freeze-writes') : []),
      ...onLeader('command:rotate-keys', 'seal-new-key'),
      ...elsewhere(course),
      ...(rollsEarly(course) ? earlySteps(course) : []),
      ...onLeader('rewrite-finished'),
      ...(rollsEarly(course) && early === 'thawed' ? onLeader('unfreeze-writes') : []),
      ...(course.freezeWrites && !rollsEarly(course) ? onLeader('allow-deletes') : []),
      ...rollSteps(course, 'reencrypt_finished'),
      ...(course.freezeWrites && !(rollsEarly(course) && early === 'thawed')
        ? onLeader('census:before-unfreeze', 'unfreeze-writes')
        : []),
    ];
  }
  const untilRotated = [
    ...onLeader('command:prepare', 'seal-new-key'),
    ...elsewhere(course),
    ...rollSteps(course, 'prepare'),
    ...onLeader('command:rotate'),
    ...rollSteps(course, 'rotate'),
  ];
  const rewrite = keepsOldFirst(course)
    ? onLeader('command:reencrypt-skip', 'rewrite-kept', 'census:before-drop', 'command:reencrypt', 'rewrite-finished')
    : onLeader('command:reencrypt', 'rewrite-finished', 'census:before-roll');
  return [...untilRotated, ...rewrite, ...rollSteps(course, 'reencrypt_finished')];
}

/** Copies the new key to a server other than the leader, whose disk may be lost. A single control plane has no such step. */
function elsewhere(course: Course): readonly StepOutline[] {
  const holder = secondHolder(course);
  return holder === undefined ? [] : [outline('seal-elsewhere', [holder.name])];
}

function rollSteps(course: Course, roll: Roll): readonly StepOutline[] {
  const together = provedTogether(course);
  return [
    ...course.order.flatMap((server) => restartSteps(course, roll, server)),
    ...(together.length === 0 ? [] : [loadedTogether(roll, together)]),
  ];
}

/** The followers take both keys while the leader rewrites, and writes go on when every apiserver has loaded both. */
function earlySteps(course: Course): readonly StepOutline[] {
  return [
    ...followersOf(course).flatMap((server) => restartSteps(course, 'early', server)),
    loadedTogether('early', controlPlanesOf(course)),
    outline('allow-writes', [leaderOf(course).name]),
  ];
}

/** Waits for the apiservers of these servers side by side. */
export function loadedTogether(roll: Roll, servers: readonly RollServer[]): StepOutline {
  return outline(
    `loaded:${roll}`,
    servers.map(({ name }) => name),
    LOADED_GATES,
  );
}

function restartSteps(course: Course, roll: Roll, server: RollServer): readonly StepOutline[] {
  const { name } = server;
  const container = restartsContainers(course) && hasApiserver(server);
  const counted = (point: CensusPoint | undefined): readonly StepOutline[] =>
    point === undefined ? [] : [outline(`census:${point}`, [leaderOf(course).name])];
  return [
    ...counted(censusBefore(course, roll, server)),
    outline(`restart:${roll}:${name}`, [name], healthGatesOf(server, asksEtcd(course))),
    ...counted(censusBeforeContainer(course, roll, server)),
    ...(container ? [outline(`container:${roll}:${name}`, [name], ['apiserver'])] : []),
    ...((roll === 'early' ? isProvedEarly(course) : isProvedAlone(course, server))
      ? [outline(`loaded:${roll}:${name}`, [name], gatesProvedAlone(roll))]
      : []),
  ];
}

/** The steps of a plan with command lines and expected durations. */
export function stepsOf(
  course: Course,
  outlines: readonly StepOutline[],
  options: {
    readonly planId: string;
    readonly commandsFor: CommandsFor;
    readonly estimate: Omit<EstimateInput, 'course'>;
  },
): readonly Step[] {
  const { planId, commandsFor, estimate } = options;
  return outlines.map(({ id, servers, gates }) => {
    const { commands, mutates } = commandsFor({ id, servers, planId, course });
    return { id, servers, mutates, commands, gates, estimateMs: estimateStep(id, { ...estimate, course }) };
  });
}

/** The step after which finishing is shorter than going back. From this step on Secrets are written under the new key. */
export function pointOfNoReturn(course: Course): StepId {
  return course.strategy === 'staged' ? 'command:rotate' : 'command:rotate-keys';
}

function outline(id: StepId, servers: readonly string[], gates: readonly Gate[] = []): StepOutline {
  return { id, servers, gates };
}

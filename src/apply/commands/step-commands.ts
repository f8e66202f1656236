import { apiserverTarget } from '../../cluster/target.ts';
import { serverFacts } from '../run/run.ts';
import { writeCanaryCommand, deleteCanaryCommand, canaryMark } from '../../cluster/canary.ts';
import { readApiserverContainerCommand, stopContainerCommand } from '../../cluster/container.ts';
import { freezeCommands, unfreezeCommands } from '../../cluster/freeze.ts';
import { receiveCommands, type SecondCopy } from '../../cluster/second-copy.ts';
import { sealCommand } from '../../cluster/sealed-copy.ts';
import { saveSnapshotCommand, snapshotName } from '../../cluster/snapshot.ts';
import { copyDatabaseCommand, databaseCopy } from '../../cluster/sqlite-copy.ts';
import { restartUnitCommand } from '../../cluster/unit.ts';
import { ENGINES } from '../../engine/distribution.ts';
import { type EngineTarget, engineTarget } from '../../engine/target.ts';
import { stageCommand, transientUnitName } from '../../engine/stage-command.ts';
import { clearTransientUnit } from '../../engine/transient-unit.ts';
import { gatesProvedAlone, leaderOf, controlPlanesOf } from '../../model/course.ts';
import type { StageCommand } from '../../model/encryption.ts';
import type { ClusterFacts, ServerFacts } from '../../model/facts.ts';
import type { PlannedCommand, StepId } from '../../model/step.ts';
import { partsOf } from '../../model/step-id.ts';
import type { Course } from '../../model/strategy.ts';
import { unreachable } from '../../model/unreachable.ts';
import { outlineOf, type CommandsFor } from '../../plan/steps.ts';
import type { RemoteCommand } from '../../remote/remote-command.ts';
import type { Fleet } from '../../remote/runner.ts';

/** Placeholder in a plan for a value that only the run can know. */
const CONTAINER_ID = 'CONTAINER-ID';

interface PlannedStep {
  readonly id: StepId;
  readonly servers: readonly string[];
  readonly planId: string;
  readonly course: Course;
}

/**
 * The mutating commands of each step, made by the same builders that the actors use. Steps that only look have no
 * commands here, because their read-only questions depend on what the steps see. A census may repair stragglers by
 * empty patches, and a plan cannot know their names.
 */
export function stepCommands(facts: ClusterFacts, fleet: Fleet): CommandsFor {
  return (step) => {
    const commands = step.servers.flatMap((server): readonly PlannedCommand[] =>
      commandsOn(facts, step, serverFacts({ facts }, server)).map((command) => ({
        server,
        line: fleet.runner(server).line(command),
      })),
    );
    return { commands, mutates: commands.length > 0 };
  };
}

function commandsOn(facts: ClusterFacts, step: PlannedStep, server: ServerFacts): readonly RemoteCommand[] {
  const { id, planId, course } = step;
  const target = engineTarget(facts.distribution, server);
  const parts = partsOf(id);
  switch (parts.kind) {
    case 'snapshot-before':
      return [snapshotCommand(step, server, target, 'before')];
    case 'snapshot-after':
      return [snapshotCommand(step, server, target, 'after')];
    case 'seal':
      return [sealCommand({ dataDir: server.dataDir, planId, when: 'before' })];
    case 'seal-new-key':
      return [sealCommand({ dataDir: server.dataDir, planId, when: 'new-key' })];
    case 'seal-elsewhere':
      return receiveCommands(newKeyCopy(facts, planId, leaderOf(course).name));
    case 'command':
      return [stageCommand({ target, planId, command: parts.command })];
    case 'restart':
      return [restartUnitCommand(ENGINES[facts.distribution].unit)];
    case 'container':
      return [readApiserverContainerCommand(server.dataDir), stopContainerCommand(server.dataDir, CONTAINER_ID)];
    case 'loaded':
      if (parts.server !== undefined && !gatesProvedAlone(parts.roll).includes('canary')) return [];
      return [
        writeCanaryCommand(apiserverTarget(server), { server: server.name, mark: canaryMark(planId, parts.roll) }),
      ];
    case 'freeze-writes':
      return freezeCommands(apiserverTarget(server), facts.distribution, 'writes-and-deletes');
    case 'allow-writes':
      return freezeCommands(apiserverTarget(server), facts.distribution, 'deletes');
    case 'allow-deletes':
      return freezeCommands(apiserverTarget(server), facts.distribution, 'writes');
    case 'unfreeze-writes':
      return unfreezeCommands(apiserverTarget(server));
    case 'clean-up':
      return cleanUpCommands(step, server, course);
    // A rescue's plan has the commands that write encryption files from rescue-commands.ts.
    case 'add-key':
    case 'return-file':
    case 'undo':
    case 'all-keys-loaded':
    case 'all-readable':
    case 'one-key-loaded':
    case 'rewrite-kept':
    case 'rewrite-finished':
    case 'census':
    case 'prove':
      return [];
    default:
      return unreachable(parts);
  }
}

function snapshotCommand(
  { planId, course }: PlannedStep,
  server: ServerFacts,
  target: EngineTarget,
  when: 'before' | 'after',
): RemoteCommand {
  const name = snapshotName(planId, when);
  return course.datastore === 'sqlite'
    ? copyDatabaseCommand(databaseCopy(server, name))
    : saveSnapshotCommand(target, name);
}

/** The sealed copy of the leader's files with the new key, as the source of the second copy. */
function newKeyCopy(facts: ClusterFacts, planId: string, leader: string): SecondCopy {
  return { place: { dataDir: serverFacts({ facts }, leader).dataDir, planId, when: 'new-key' }, of: leader };
}

function cleanUpCommands({ planId }: PlannedStep, leader: ServerFacts, course: Course): readonly RemoteCommand[] {
  return [
    ...controlPlanesOf(course).map(({ name }) => deleteCanaryCommand(apiserverTarget(leader), name)),
    ...commandsOfCourse(course).map((command) => clearTransientUnit(transientUnitName(planId, command))),
  ];
}

/** The stage commands of a course, in the order of sending. */
export function commandsOfCourse(course: Course): readonly StageCommand[] {
  return outlineOf(course).flatMap(({ id }) => {
    const parts = partsOf(id);
    return parts.kind === 'command' ? [parts.command] : [];
  });
}

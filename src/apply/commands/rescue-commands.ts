import { composeCommand, HASH_KNOWN_LATER, receiveCommand, returnCommand } from '../../cluster/key-file.ts';
import type { Composition } from '../../cluster/key-text.ts';
import { sealDirectory } from '../../cluster/sealed-copy.ts';
import type { ClusterFacts, ServerFacts } from '../../model/facts.ts';
import type { Rescue, RescueServer } from '../../model/rescue.ts';
import { partsOf } from '../../model/step-id.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { CommandsFor } from '../../plan/steps.ts';
import type { RemoteCommand } from '../../remote/remote-command.ts';
import type { Fleet } from '../../remote/runner.ts';
import { stepCommands } from './step-commands.ts';
import { serverFacts } from '../run/run.ts';

/**
 * The mutating commands of a rescue's steps. Those that write encryption files are made here, by the builders that the actors use, and the others as in
 * a rotation. What a command gets on standard input is in no line.
 */
export function rescueCommands(facts: ClusterFacts, fleet: Fleet, rescue: Rescue): CommandsFor {
  const ofRotation = stepCommands(facts, fleet);
  return (step) => {
    const parts = partsOf(step.id);
    if (parts.kind !== 'add-key' && parts.kind !== 'return-file') return ofRotation(step);
    const server = rescue.servers.find((one) => one.server === parts.server);
    if (server === undefined) return { commands: [], mutates: false };
    const own = serverFacts({ facts }, parts.server);
    const command =
      parts.kind === 'add-key'
        ? addingCommand(rescue, server, own)
        : returningCommand(rescue, server, own, step.planId);
    return { commands: [{ server: parts.server, line: fleet.runner(parts.server).line(command) }], mutates: true };
  };
}

function pathOf({ dataDir }: ServerFacts): string {
  return `${dataDir}/server/cred/encryption-config.json`;
}

function addingCommand(rescue: Rescue, server: RescueServer, own: ServerFacts): RemoteCommand {
  const path = pathOf(own);
  const swap = { path, beforeSha256: server.beforeSha256, afterSha256: HASH_KNOWN_LATER };
  return server.adding.kind === 'receive'
    ? receiveCommand(swap)
    : composeCommand(compositionOf(rescue, server, path), swap);
}

function returningCommand(
  { goal }: Rescue,
  { returning }: RescueServer,
  own: ServerFacts,
  planId: string,
): RemoteCommand {
  const swap = { path: pathOf(own), beforeSha256: HASH_KNOWN_LATER, afterSha256: goal.sha256 };
  switch (returning.kind) {
    case 'sealed': {
      const directory = sealDirectory({ dataDir: own.dataDir, planId, when: 'before' });
      return returnCommand(`${directory}/encryption-config.json`, swap);
    }
    case 'own':
      return returnCommand(returning.path, swap);
    case 'carried':
      return receiveCommand(swap);
    default:
      return unreachable(returning);
  }
}

/** What a composition of this server is made from. */
export function compositionOf(rescue: Rescue, { adding }: RescueServer, path: string): Composition {
  const writing = rescue.goal.key;
  const isOwn = adding.kind === 'compose' && adding.keys === 'own';
  return { path, writing, from: isOwn ? adding.sources : 'stdin' };
}

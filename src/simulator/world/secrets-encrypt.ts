import { type ProgramResult, notSimulated, printed } from '../host/program.ts';
import {
  isEngineCommand,
  notControlPlane,
  refusalOf,
  type EngineCommand,
  hashMismatch,
  missingAnnotation,
  stageOf,
} from '../engine/guards.ts';
import { ANSWERS, notServing, STILL_STARTING } from '../engine/texts.ts';
import type { SimulatedCluster } from './cluster.ts';
import { causeOf, ClusterError } from './cluster-error.ts';
import { broken, byId, fatal, supervisorOf } from './engine-answers.ts';
import { listAnnotatedNodes } from './own-apiserver.ts';
import type { SimulatedServer } from './server.ts';
import { perform } from './stage-commands.ts';
import { DURATIONS } from './time.ts';
import { statusJson, statusText, type StatusInput } from '../engine/status-output.ts';

/** `secrets-encrypt ...` on one server (engine.md, "Commands"). */
export async function runSecretsEncrypt(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  words: readonly string[],
): Promise<ProgramResult> {
  const [verb = '', ...options] = words;
  if (server.service.state.activeState !== 'active') {
    // K3s runs its apiserver in its own process, and the supervisor answers before the apiserver is ready.
    const answers = cluster.distribution === 'k3s' && server.apiserver?.running === true;
    return fatal(answers ? STILL_STARTING : notServing(supervisorOf(server.distribution)), server.printer().at);
  }
  if (verb === 'status') return status(cluster, server, options.join(' ').includes('-o json'));
  const skip = options.includes('--skip');
  if (
    !isEngineCommand(verb) ||
    (skip && verb !== 'reencrypt') ||
    options.includes('--force') ||
    options.includes('-f')
  ) {
    return notSimulated('secrets-encrypt', words.join(' '));
  }
  if (server.apiserver === undefined) return byId(server, notControlPlane(server.nodeName));
  await cluster.time.delay(DURATIONS.stageCommand);
  const shown = skip ? 'reencrypt-skip' : verb;
  const cause =
    cluster.faults.first('command-refused') === shown
      ? 'hash does not match between s1 and s2'
      : whyNot(cluster, server, verb);
  cluster.ledger.add({
    kind: 'engine-command',
    server: server.name,
    command: shown,
    accepted: cause === undefined,
    atMs: cluster.time.now(),
  });
  if (cause !== undefined) return byId(server, cause);
  const answer = await answerOf(cluster, server, verb, skip);
  return cluster.faults.first('command-times-out') === shown ? broken(server, 'timedOut') : answer;
}

function status(cluster: SimulatedCluster, server: SimulatedServer, json: boolean): ProgramResult {
  try {
    return printed(statusOutput(cluster, server, json));
  } catch (error) {
    return byId(server, causeOf(error), 500);
  }
}

/** Why the engine refuses a command before writing anything. */
function whyNot(cluster: SimulatedCluster, server: SimulatedServer, command: EngineCommand): string | undefined {
  try {
    return refusalOf(command, {
      name: server.nodeName,
      provider: server.config().provider,
      fileHash: server.configHash(),
      nodes: listAnnotatedNodes(cluster, server),
    });
  } catch (error) {
    return causeOf(error);
  }
}

async function answerOf(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  command: EngineCommand,
  skip: boolean,
): Promise<ProgramResult> {
  try {
    const { generation } = server;
    await perform(cluster, server, command, skip);
    await cluster.time.delay(DURATIONS.answerHeld);
    return server.generation === generation ? printed(ANSWERS[command]) : broken(server, 'dropped');
  } catch (error) {
    return byId(server, causeOf(error));
  }
}

/** `secrets-encrypt status` of one server, with its faults. Throws `ClusterError` if the server cannot answer. */
function statusOutput(cluster: SimulatedCluster, server: SimulatedServer, json: boolean): string {
  if (cluster.faults.has('status-unreadable', server.name)) return 'Verschlüsselung: wahrscheinlich\n';
  if (server.apiserver === undefined) throw new ClusterError(notControlPlane(server.nodeName));
  const nodes = listAnnotatedNodes(cluster, server);
  const annotation = nodes.find(({ name }) => name === server.nodeName)?.annotation;
  if (annotation === undefined) throw new ClusterError(missingAnnotation(server.nodeName));
  const input: StatusInput = {
    config: server.config(),
    stage: stageOf(annotation),
    mismatch: hashMismatch(nodes),
    bareNames: cluster.era === '2022',
  };
  return json ? statusJson(input) : statusText(input);
}

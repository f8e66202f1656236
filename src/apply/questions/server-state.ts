import { apiserverTarget } from '../../cluster/target.ts';
import { encryptionFileCommand, parseEncryptionFile } from '../../engine/encryption-file.ts';
import type { StepContext } from '../../model/clock.ts';
import type { EncryptionFile, KeyName, ServerState } from '../../model/encryption.ts';
import type { NodeFacts, UnitFacts } from '../../model/facts.ts';
import { success, type Result } from '../../model/result.ts';
import { readAnnotation, readNode } from '../../cluster/nodes.ts';
import { readUnit } from '../../cluster/unit.ts';
import { ENGINES } from '../../engine/distribution.ts';
import { unexpectedOutput } from '../../remote/command-failure.ts';
import { runnerOf, serverFacts, type Run } from '../run/run.ts';

/** Reads the files of a control-plane server and its Node's annotation. */
export async function readServerState(run: Run, context: StepContext, name: string): Promise<Result<ServerState>> {
  const { runner, target, options } = nodeQuestion(run, name);
  const [files, annotation] = await Promise.all([
    readServerFiles(run, context, name),
    readAnnotation(context, runner, target, options),
  ]);
  if (!files.ok) return files;
  if (!annotation.ok) return annotation;
  return success({ ...files.value, annotation: annotation.value });
}

/** Reads both credential files of a control-plane server, without their keys. */
export async function readServerFiles(
  run: Run,
  context: StepContext,
  name: string,
): Promise<Result<Omit<ServerState, 'annotation'>>> {
  const command = encryptionFileCommand(serverFacts(run, name).dataDir);
  const runner = runnerOf(run, name);
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const parsed = parseEncryptionFile(output.value);
  const { file, state } = parsed.ok ? parsed.value : {};
  if (file !== undefined && state !== undefined) return success({ file, state });
  const expected = parsed.ok ? 'both credential files' : parsed.failure.reason;
  return unexpectedOutput(runner, command, { expected, raw: output.value });
}

/**
 * The Node of a server, read through the server's own apiserver, or through the leader's where the server has no
 * apiserver.
 */
export function readServerNode(run: Run, context: StepContext, name: string): Promise<Result<NodeFacts>> {
  const { runner, target, options } = nodeQuestion(run, name);
  return readNode(context, runner, target, options);
}

function nodeQuestion(run: Run, name: string) {
  const own = serverFacts(run, name);
  const asked = own.apiserverUrl === undefined ? serverFacts(run, run.plan.leader) : own;
  const { distribution } = run.cluster;
  return {
    runner: runnerOf(run, asked.name),
    target: apiserverTarget(asked),
    options: { distribution, nodeName: own.nodeName },
  };
}

/** The new key of this rotation, namely the key in the file that is not the old key. */
export function newKeyIn(run: Run, file: EncryptionFile): KeyName | undefined {
  return file.keys.find((key) => key.name !== run.plan.oldKey.name);
}

/** The engine's unit on a server, as systemd shows the unit now. */
export function readUnitOf(run: Run, context: StepContext, server: string): Promise<Result<UnitFacts>> {
  return readUnit(context, runnerOf(run, server), ENGINES[run.cluster.distribution].unit);
}

import { parseStatus } from '../engine/parse-status.ts';
import { statusCommand } from '../engine/status.ts';
import type { EngineTarget } from '../engine/target.ts';
import type { StepContext } from '../model/clock.ts';
import type { EncryptionStatus } from '../model/encryption.ts';
import { failed, type Result } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';

/** What an engine without `-o json` says of it (failures.md 1: before March 2022). */
const UNKNOWN_FLAG = /flag provided but not defined|unknown (?:shorthand )?flag|Incorrect Usage/i;

/** Asks one control-plane server for its status, as JSON where the engine knows it. */
export async function readStatus(
  context: StepContext,
  runner: Runner,
  engine: EngineTarget,
): Promise<Result<EncryptionStatus>> {
  const json = await readAs(context, runner, engine, 'json');
  const old = !json.ok && json.failure.kind === 'command-failed' && UNKNOWN_FLAG.test(json.failure.stderr);
  return old ? readAs(context, runner, engine, 'text') : json;
}

async function readAs(
  context: StepContext,
  runner: Runner,
  engine: EngineTarget,
  format: 'json' | 'text',
): Promise<Result<EncryptionStatus>> {
  const command = statusCommand(engine, format);
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const parsed = parseStatus(output.value);
  if (parsed.ok) return parsed;
  const { reason } = parsed.failure;
  const line = runner.line(command);
  return failed({
    kind: 'unexpected-output',
    server: runner.server,
    command: line,
    expected: reason,
    raw: output.value,
  });
}

/** Stands for a status that was not had: it has no stage and matches nothing, so no check can take it for a good one. */
export function unreadStatus(answer: Result<EncryptionStatus> | undefined): EncryptionStatus {
  const raw = answer?.ok === false && answer.failure.kind === 'unexpected-output' ? answer.failure.raw : '';
  return {
    enablement: 'not-configured',
    stage: undefined,
    hashesMatch: false,
    hashError: undefined,
    activeKey: undefined,
    inactiveKeys: [],
    raw,
  };
}

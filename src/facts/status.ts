import { ENGINES } from '../engine/distribution.ts';
import { engineJournal } from '../engine/engine-journal.ts';
import { causeOf, newestCauseOf } from '../engine/server-cause.ts';
import { errorIdOf } from '../engine/stage-answer.ts';
import { parseStatus } from '../engine/parse-status.ts';
import { statusCommand } from '../engine/status.ts';
import type { EngineTarget } from '../engine/target.ts';
import type { StepContext } from '../model/clock.ts';
import type { EncryptionStatus, StatusReading } from '../model/encryption.ts';
import type { ServerFailure } from '../model/failures/host.ts';
import { type Answer, failed } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';

/** The error of an engine without `-o json` (failures.md 1: before March 2022). */
const UNKNOWN_FLAG = /flag provided but not defined|unknown (?:shorthand )?flag|Incorrect Usage/i;

/** The server answered with an error and no number (failures.md 5.4, 2022-02). */
const SERVER_ERROR = /\/encrypt\/status: [45]\d\d /;

/** Asks one control-plane server for its status, as JSON if the engine supports JSON. */
export async function readStatus(
  context: StepContext,
  runner: Runner,
  engine: EngineTarget,
): Promise<Answer<EncryptionStatus>> {
  const json = await readAs(context, runner, engine, 'json');
  const old = !json.ok && json.failure.kind === 'command-failed' && UNKNOWN_FLAG.test(json.failure.stderr);
  const status = old ? await readAs(context, runner, engine, 'text') : json;
  return status.ok ? status : failed(await withCause(context, runner, engine, status.failure));
}

/** Largest accepted lag of the host's clock behind keyturn's, s. */
const CLOCK_ALLOWANCE = 120;

/** The command line shows at most an error id. The server's journal has the cause (failures.md 5.4, B12, B16). */
async function withCause(
  context: StepContext,
  runner: Runner,
  engine: EngineTarget,
  failure: ServerFailure,
): Promise<ServerFailure> {
  if (failure.kind !== 'command-failed') return failure;
  const errorId = errorIdOf(failure.stderr);
  if (errorId === undefined && !SERVER_ERROR.test(failure.stderr)) return failure;
  const sinceSeconds = context.clock.wall() / 1_000 - CLOCK_ALLOWANCE;
  const journal = await runner.output(
    context,
    engineJournal({ unit: ENGINES[engine.distribution].unit, sinceSeconds }),
  );
  if (!journal.ok) return failure;
  const cause = errorId === undefined ? newestCauseOf(journal.value) : causeOf(journal.value, errorId);
  return cause === undefined ? failure : { kind: 'status-refused', server: runner.server, errorId, cause };
}

async function readAs(
  context: StepContext,
  runner: Runner,
  engine: EngineTarget,
  format: 'json' | 'text',
): Promise<Answer<EncryptionStatus>> {
  const command = statusCommand(engine, format);
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const parsed = parseStatus(output.value);
  if (parsed.ok) return parsed;
  const { reason } = parsed.failure;
  return unexpectedOutput(runner, command, { expected: reason, raw: output.value });
}

/** The result of asking for a status, or `undefined` if not asked because the service does not run. */
export function statusReading(answer: Answer<EncryptionStatus> | undefined): StatusReading {
  if (answer === undefined) return { kind: 'unread', because: 'service-not-active', raw: '' };
  if (answer.ok) return { kind: 'read', said: answer.value };
  return answer.failure.kind === 'unexpected-output'
    ? { kind: 'unread', because: 'not-understood', raw: answer.failure.raw }
    : { kind: 'unread', because: 'no-answer', raw: '' };
}

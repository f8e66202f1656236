import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import { AT_ONCE_MS, type RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';

const COMMAND: RemoteCommand = {
  name: 'host time',
  body: { argv: ['date', '+%s'] },
  privileged: false,
  mutates: false,
  firstByteMs: AT_ONCE_MS,
};

/**
 * The host's own clock, ms since the epoch, to the second. Fails with `unexpected-output` if the answer is not a
 * number.
 */
export async function readHostTime(context: StepContext, runner: Runner): Promise<Answer<number>> {
  const output = await runner.output(context, COMMAND);
  if (!output.ok) return output;
  const seconds = /^\d+$/.test(output.value.trim()) ? Number(output.value) : Number.NaN;
  if (Number.isFinite(seconds)) return success(seconds * 1_000);
  return unexpectedOutput(runner, COMMAND, { expected: 'seconds', raw: output.value });
}

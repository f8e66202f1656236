import type { Clock, StepContext } from '../model/clock.ts';
import type { Cluster, Server } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import type { CommandFailure, ConnectionFailure } from '../model/failures/host.ts';
import { failed, success, type Result } from '../model/result.ts';
import { addressOf } from '../model/address.ts';
import { LINE_BYTES, LINES, LONG_ANSWER_BYTES, STDERR_BYTES, STDOUT_BYTES, type TextBounds } from './answer-bounds.ts';
import { createCutConnection, type AskedAgain } from './ask-again.ts';
import { commandFailureOf } from './command-failure.ts';
import { finalLine } from './command-line.ts';
import type { CommandEnding, CommandResult } from './command-result.ts';
import type { ExecOutcome, ExecRequest, Sent } from './exec-channel.ts';
import type { Connection, Link } from './connection.ts';
import { waitWithin } from './patience.ts';
import { createRedactor, type Redactor } from './redaction.ts';
import type { RemoteCommand } from './remote-command.ts';
import type { Runner } from './runner.ts';
import { withoutSecretShapes } from './secret-shapes.ts';
import { createSemaphore } from './semaphore.ts';

export interface RunnerOptions {
  readonly server: Server;
  readonly timing: Cluster['timing'];
  readonly link: Link;
  readonly redactor: Redactor;
  readonly clock: Clock | undefined;
  readonly onEvent: Emit;
}

/** Pauses before asking again at a server without a free channel, ms. */
const CHANNEL_PAUSES_MS = [50, 150, 400];

/** A result, and the number of stdout bytes dropped. */
interface Ran {
  readonly result: CommandResult;
  readonly stdoutDropped: number;
}

/**
 * Runs commands on one server. A connection found dead before the command was sent is dialled again once within the
 * call. A command that changes something is never repeated after it was sent. A command that only asks is asked again
 * for up to a minute after its connection was cut. Only one answer that may be long is read at a time.
 */
export function createRunner(given: RunnerOptions): Runner {
  const { server, timing, onEvent } = given;
  const { user } = server.ssh;
  const connection = createCutConnection({
    timing,
    clockOf: (context) => given.clock ?? context.clock,
    isClosed: () => given.link.isClosed(),
  });
  const longAnswers = createSemaphore(1);
  const told = (again: AskedAgain): void => onEvent({ type: 'reconnecting', server: server.name, ...again });
  const options: RunnerOptions = {
    ...given,
    onEvent: (event) => {
      if (event.type === 'reconnecting') connection.cut();
      onEvent(event);
    },
  };
  const runPatiently = (context: StepContext, command: RemoteCommand): Promise<Result<Ran, ConnectionFailure>> => {
    const runOnce = async (): Promise<Result<Ran, ConnectionFailure>> => {
      if (stdoutBytes(command) < LONG_ANSWER_BYTES) return runCommand(options, context, command);
      const release = await longAnswers.acquire();
      try {
        return await runCommand(options, context, command);
      } finally {
        release();
      }
    };
    return command.mutates ? runOnce() : connection.ask(context, runOnce, told);
  };
  return {
    server: server.name,
    user,
    line: (command) => finalLine(command, user),
    run: async (context, command) => {
      const ran = await runPatiently(context, command);
      return ran.ok ? success(ran.value.result) : ran;
    },
    output: async (context, command) => {
      const ran = await runPatiently(context, command);
      return ran.ok ? outputOf(ran.value, command, user) : ran;
    },
  };
}

/** A truncated output is a failure, because the caller would read a list without its middle, or a count too small. */
function outputOf(
  { result, stdoutDropped }: Ran,
  command: RemoteCommand,
  user: string,
): Result<string, CommandFailure> {
  const failure = commandFailureOf(result, user);
  if (failure !== undefined) return failed(failure);
  const { server, line, stdout } = result;
  if (stdoutDropped === 0) return success(stdout);
  return failed({ kind: 'answer-out-of-bounds', server, command: line, bound: 'bytes', limit: stdoutBytes(command) });
}

function stdoutBytes(command: RemoteCommand): number {
  return command.maxStdoutBytes ?? STDOUT_BYTES;
}

/** The outcome of a command that changes something must be known, so nothing that it prints ends the waiting. */
function boundsOf(command: RemoteCommand): TextBounds | undefined {
  const bytes = stdoutBytes(command);
  if (command.mutates) return undefined;
  return { bytes, lines: LINES, lineBytes: command.isOneLine === true ? bytes : Math.min(bytes, LINE_BYTES) };
}

async function runCommand(
  options: RunnerOptions,
  context: StepContext,
  command: RemoteCommand,
): Promise<Result<Ran, ConnectionFailure>> {
  const { server, redactor, onEvent } = options;
  const clock = options.clock ?? context.clock;
  const line = finalLine(command, server.ssh.user);
  const shown = redactor.scrub(line);
  const startedAt = clock.now();
  const finish = (ending: CommandEnding, outcome?: Sent): Result<Ran, never> => {
    const [stdout, stderr] = [outcome?.stdout, outcome?.stderr];
    const result = {
      server: server.name,
      line: shown,
      ending,
      stdout:
        command.secretsIn === undefined
          ? redactor.scrub(stdout?.text ?? '')
          : secretOf(command.secretsIn, stdout?.text ?? ''),
      // Errors are told to people and written down, and a program may put anything into them.
      stderr: withoutSecretShapes(redactor.scrub(stderr?.text ?? '')),
      droppedBytes: (stdout?.droppedBytes ?? 0) + (stderr?.droppedBytes ?? 0),
      durationMs: clock.now() - startedAt,
    };
    return success({ result, stdoutDropped: stdout?.droppedBytes ?? 0 });
  };

  const secretOf = (secretsIn: NonNullable<RemoteCommand['secretsIn']>, text: string): string => {
    for (const value of secretsIn(text)) redactor.register(value);
    return text;
  };

  let told = false;
  let reason = '';
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const ready = await connectionWithChannel(options, context, clock);
    if (ready === 'cancelled') return finish({ kind: 'cancelled' });
    if (!ready.ok) return ready;
    const { connection, release } = ready.value;
    try {
      if (!told) onEvent({ type: 'command-sent', server: server.name, line: shown, mutates: command.mutates });
      told = true;
      const outcome = await execPatiently(connection, requestFor(options, context, clock, command, line), clock);
      if (outcome.kind === 'sent') return finish(outcome.ending, outcome);
      if (context.signal.aborted) return finish({ kind: 'cancelled' });
      reason = outcome.reason;
    } finally {
      release();
    }
  }
  return unreachable(server, reason);
}

/** A connection with a free place for another command, within the caller's patience. */
async function connectionWithChannel(
  { server, link, onEvent }: RunnerOptions,
  { signal, deadlineAt }: StepContext,
  clock: Clock,
): Promise<Result<{ readonly connection: Connection; readonly release: () => void }, ConnectionFailure> | 'cancelled'> {
  const ms = deadlineAt === undefined ? undefined : deadlineAt - clock.now();
  const onReconnect = (reason: string): void => onEvent({ type: 'reconnecting', server: server.name, reason });
  const dialled = await waitWithin(link.connection({ server: server.name, clock, onReconnect }), { signal, ms });
  if (dialled.kind === 'cancelled') return 'cancelled';
  if (dialled.kind === 'expired') return unreachable(server, `no connection after ${ms} ms`);
  if (!dialled.value.ok) return dialled.value;
  const connection = dialled.value.value;
  const place = connection.acquireChannel();
  const acquired = await waitWithin(place, { signal, ms });
  if (acquired.kind === 'settled') return success({ connection, release: acquired.value });
  void place.then((release) => release());
  return acquired.kind === 'cancelled' ? 'cancelled' : unreachable(server, `no free channel after ${ms} ms`);
}

/**
 * Asks again while the server has no free channel. A connection without a free channel, or without an answer, is taken
 * out of use.
 */
async function execPatiently(connection: Connection, request: ExecRequest, clock: Clock): Promise<ExecOutcome> {
  let outcome = await connection.exec(request);
  for (const pauseMs of CHANNEL_PAUSES_MS) {
    if (outcome.kind === 'sent' || !outcome.full) break;
    await clock.sleep(pauseMs, request.signal);
    outcome = await connection.exec(request);
  }
  if (outcome.kind === 'not-sent') connection.retire(outcome.reason);
  else if (outcome.ending.kind === 'out-of-bounds') connection.retire('an answer without an end');
  else if (!outcome.answered && outcome.ending.kind === 'timed-out') connection.retire('no answer to a command');
  return outcome;
}

function requestFor(
  { timing, redactor }: RunnerOptions,
  { signal, deadlineAt }: StepContext,
  clock: Clock,
  command: RemoteCommand,
  line: string,
): ExecRequest {
  const allowed = command.timeoutMs ?? timing.commandTimeoutMs;
  const left = deadlineAt === undefined ? allowed : Math.max(0, deadlineAt - clock.now());
  const totalMs = Math.min(allowed, left);
  return {
    line,
    stdin: command.stdin,
    openMs: timing.connectTimeoutMs,
    firstByteMs: command.firstByteMs ?? totalMs,
    totalMs,
    maxStdoutBytes: stdoutBytes(command),
    maxStderrBytes: STDERR_BYTES,
    bounds: boundsOf(command),
    signal,
    // The shared redactor would cut already registered values out of key material to be copied.
    redactor: command.secretsIn === undefined ? redactor : createRedactor(),
  };
}

function unreachable(server: Server, reason: string): Result<never, ConnectionFailure> {
  return failed({ kind: 'host-unreachable', server: server.name, address: addressOf(server.ssh), reason });
}

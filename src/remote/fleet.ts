import type { Clock, StepContext } from '../model/clock.ts';
import type { Cluster, Server } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import type { ConnectionFailure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import { commandFailureOf } from './command-failure.ts';
import { finalLine } from './command-line.ts';
import type { CommandResult } from './command-result.ts';
import { dial, type Dialled } from './dial.ts';
import { execute, NO_CHANNEL } from './execute.ts';
import type { AskPassphrase } from './identity.ts';
import type { Redactor } from './redaction.ts';
import type { RemoteCommand } from './remote-command.ts';
import type { Fleet, Runner } from './runner.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';

/** OpenSSH allows ten sessions a connection, and resets dials beyond ten at a time (MaxSessions, MaxStartups). */
const CHANNELS_PER_CONNECTION = 4;
const DIALS_AT_ONCE = 8;
const CHANNEL_ATTEMPTS = 5;
const CHANNEL_PAUSE_MS = 100;
const DEFAULT_STDOUT_BYTES = 1024 * 1024;

export interface FleetOptions {
  readonly cluster: Cluster;
  readonly redactor: Redactor;
  readonly askPassphrase: AskPassphrase;
  readonly clock: Clock;
  readonly emit: Emit;
}

/** Runners for all servers of a cluster, over ssh2. Connections are made on first use and again after a loss. */
export function createFleet(options: FleetOptions): Fleet {
  const dials = createSemaphore(DIALS_AT_ONCE);
  const asked = new Map<string, Promise<string | undefined>>();
  // One key file serves many servers: its passphrase is asked for once.
  const askPassphrase: AskPassphrase = (file) => {
    const answer = asked.get(file) ?? options.askPassphrase(file);
    asked.set(file, answer);
    return answer;
  };
  const lines = new Map(
    options.cluster.servers.map((server) => [server.name, createLine(server, { ...options, askPassphrase }, dials)]),
  );
  return {
    runner: (name) => {
      const line = lines.get(name);
      if (line === undefined) throw new Error(`no server ${name} in the inventory`);
      return line.runner;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...lines.values()].map((line) => line.close()));
    },
  };
}

interface Line {
  readonly runner: Runner;
  close(): Promise<void>;
}

function createLine(server: Server, options: FleetOptions, dials: Semaphore): Line {
  const { cluster, redactor, clock, emit } = options;
  const { user } = server.ssh;
  const channels = createSemaphore(CHANNELS_PER_CONNECTION);
  let current: Promise<Result<Dialled, ConnectionFailure>> | undefined;
  let connectedBefore = false;

  const connection = (): Promise<Result<Dialled, ConnectionFailure>> => {
    if (current !== undefined) return current;
    if (connectedBefore) emit({ type: 'reconnecting', server: server.name, reason: 'connection-lost' });
    const { connectTimeoutMs } = cluster.timing;
    const dialling = dials.run(() => dial(server.ssh, { ...options, server: server.name, connectTimeoutMs }));
    current = dialling;
    // A dial that failed is not kept: the next call tries anew.
    const forget = (): void => {
      if (current === dialling) current = undefined;
    };
    void dialling.then((dialled) => {
      if (!dialled.ok) return forget();
      connectedBefore = true;
      dialled.value.client.once('close', forget);
    }, forget);
    return dialling;
  };

  const run = async (
    context: StepContext,
    command: RemoteCommand,
  ): Promise<Result<CommandResult, ConnectionFailure>> => {
    const dialled = await connection();
    if (!dialled.ok) return dialled;
    const line = finalLine(command, user);
    const shown = redactor.scrub(line);
    const startedAt = clock.now();
    const execution = {
      line,
      stdin: command.stdin,
      timeoutMs: command.timeoutMs ?? cluster.timing.commandTimeoutMs,
      maxStdoutBytes: command.maxStdoutBytes ?? DEFAULT_STDOUT_BYTES,
      signal: context.signal,
    };
    return channels.run(async () => {
      emit({ type: 'command-sent', server: server.name, line: shown, mutates: command.mutates });
      for (let attempt = 1; ; attempt += 1) {
        const executed = await execute(dialled.value.client, execution);
        if (executed === NO_CHANNEL) {
          if (attempt < CHANNEL_ATTEMPTS) {
            await clock.sleep(CHANNEL_PAUSE_MS * attempt, context.signal);
            continue;
          }
          const address = `${server.ssh.host}:${server.ssh.port}`;
          return failed({
            kind: 'host-unreachable',
            server: server.name,
            address,
            reason: 'no channel could be opened',
          });
        }
        return success({
          server: server.name,
          line: shown,
          ...executed,
          stdout: redactor.scrub(executed.stdout),
          stderr: redactor.scrub(executed.stderr),
          durationMs: clock.now() - startedAt,
        });
      }
    });
  };

  const runner: Runner = {
    server: server.name,
    user,
    line: (command) => finalLine(command, user),
    run,
    output: async (context, command) => {
      const ran = await run(context, command);
      if (!ran.ok) return ran;
      const failure = commandFailureOf(ran.value, user);
      return failure === undefined ? success(ran.value.stdout) : failed(failure);
    },
  };
  return {
    runner,
    close: async () => {
      const dialled = await current;
      if (dialled?.ok === true) dialled.value.close();
    },
  };
}

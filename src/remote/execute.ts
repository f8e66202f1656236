import type { Client, ClientChannel } from 'ssh2';

import type { CommandEnding } from './command-result.ts';
import { CappedOutput } from './capped-output.ts';

/** One line for one host, with its limits. */
export interface Execution {
  readonly line: string;
  readonly stdin: string | undefined;
  readonly timeoutMs: number;
  readonly maxStdoutBytes: number;
  readonly signal: AbortSignal;
}

export interface Executed {
  readonly ending: CommandEnding;
  readonly stdout: string;
  readonly stderr: string;
  readonly droppedBytes: number;
}

const MAX_STDERR_BYTES = 64 * 1024;

/** The server has no channel to give at this moment (MaxSessions); nothing was run. */
export const NO_CHANNEL = Symbol('no channel');

/**
 * Runs one line and tells how it ended. Both streams are always read; the result waits for `close`, because `exit` comes before the
 * last data. A close without a status is a lost connection, never a success. Closing a channel does not stop the remote process.
 */
export function execute(client: Client, execution: Execution): Promise<Executed | typeof NO_CHANNEL> {
  const stdout = new CappedOutput(execution.maxStdoutBytes);
  const stderr = new CappedOutput(MAX_STDERR_BYTES);
  return new Promise((resolve) => {
    let finished = false;
    const cleanups: (() => void)[] = [];
    const finish = (ending: CommandEnding | typeof NO_CHANNEL): void => {
      if (finished) return;
      finished = true;
      for (const clean of cleanups) clean();
      if (ending === NO_CHANNEL) resolve(NO_CHANNEL);
      else
        resolve({
          ending,
          stdout: stdout.text(),
          stderr: stderr.text(),
          droppedBytes: stdout.droppedBytes + stderr.droppedBytes,
        });
    };
    const lost = (): void => finish({ kind: 'connection-lost', reason: 'the connection was closed' });
    const cancel = (): void => finish({ kind: 'cancelled' });
    const timer = setTimeout(() => finish({ kind: 'timed-out', afterMs: execution.timeoutMs }), execution.timeoutMs);
    client.once('close', lost);
    execution.signal.addEventListener('abort', cancel, { once: true });
    cleanups.push(
      () => clearTimeout(timer),
      () => client.off('close', lost),
      () => execution.signal.removeEventListener('abort', cancel),
    );
    if (execution.signal.aborted) {
      cancel();
      return;
    }
    const onChannel = (error: Error | undefined, channel: ClientChannel): void => {
      if (error !== undefined) {
        const full = /open failure/i.test(error.message);
        finish(full ? NO_CHANNEL : { kind: 'connection-lost', reason: error.message });
        return;
      }
      cleanups.push(() => channel.close());
      readChannel(channel, { stdout, stderr, finish });
      channel.end(execution.stdin ?? '');
    };
    try {
      client.exec(execution.line, onChannel);
    } catch (error) {
      finish({ kind: 'connection-lost', reason: error instanceof Error ? error.message : String(error) });
    }
  });
}

function readChannel(
  channel: ClientChannel,
  sinks: {
    readonly stdout: CappedOutput;
    readonly stderr: CappedOutput;
    readonly finish: (ending: CommandEnding) => void;
  },
): void {
  let ending: CommandEnding = { kind: 'connection-lost', reason: 'the channel was closed without a status' };
  channel.on('data', (chunk: Buffer) => sinks.stdout.add(chunk));
  channel.stderr.on('data', (chunk: Buffer) => sinks.stderr.add(chunk));
  // Writing to a command that ended early is no news: its end is.
  channel.on('error', () => {});
  channel.on('exit', (code: number | null, signal?: string) => {
    if (typeof code === 'number') ending = { kind: 'exited', exitCode: code };
    else if (signal !== undefined) ending = { kind: 'signalled', signal };
  });
  channel.on('close', () => sinks.finish(ending));
}

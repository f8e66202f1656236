import type { Client, ClientChannel } from 'ssh2';

import { startDeadlines, type CommandLimits } from './command-deadlines.ts';
import { createCommandOutputs, type OutputLimits } from './command-outputs.ts';
import type { CommandEnding } from './command-result.ts';
import type { Captured } from './output-capture.ts';
import { messageOf } from '../model/error-words.ts';

/** One line to run, with its limits. */
export interface ExecRequest extends CommandLimits, OutputLimits {
  readonly line: string;
  readonly stdin: string | undefined;
  readonly signal: AbortSignal;
}

/** `not-sent` means certainly nothing ran. `full` means the server had no free channel. */
export type ExecOutcome = NotSent | Sent;

/** The server opened no channel. `full` marks a server at its limit of open channels. */
export interface NotSent {
  readonly kind: 'not-sent';
  readonly full: boolean;
  readonly reason: string;
}

/** The line was sent. */
export interface Sent {
  readonly kind: 'sent';
  readonly ending: CommandEnding;
  readonly stdout: Captured;
  readonly stderr: Captured;
  /** The server answered the request, so the connection works. */
  readonly answered: boolean;
}

/**
 * Runs one line on a channel of its own and reports the ending (measured with ssh2 1.17). Both outputs are always read.
 * The channel ends with `close`, because `exit` comes before the last data. A close without a status is a lost
 * connection. Acceptance, the first byte and the end have deadlines. Giving up stops the waiting, and the remote
 * process continues.
 *
 * `lostReason` is the reason of a lost connection. A status received before the connection broke does not count,
 * because output may be missing.
 */
export async function execOnChannel(
  client: Client,
  request: ExecRequest,
  lostReason: () => string | undefined,
): Promise<ExecOutcome> {
  const { signal } = request;
  if (signal.aborted) return { kind: 'not-sent', full: false, reason: 'cancelled' };
  const { promise, resolve } = Promise.withResolvers<CommandEnding | NotSent>();
  const outputs = createCommandOutputs(request, resolve);
  let channel: ClientChannel | undefined;
  let givenUp = false;

  const cancel = (): void => resolve({ kind: 'cancelled' });
  const deadlines = startDeadlines(request, resolve);
  signal.addEventListener('abort', cancel, { once: true });
  // ssh2 may forget a channel of a broken connection, so the client's `close` also ends the wait.
  const onLost = (): void => void setImmediate(() => resolve(lost(lostReason() ?? 'connection closed')));
  client.on('close', onLost);

  try {
    client.exec(request.line, (error, opened: ClientChannel | undefined) => {
      if (error !== undefined) return resolve(openingFailed(error, lostReason));
      if (opened === undefined) return resolve(lost('no channel'));
      channel = opened;
      if (givenUp) return abandon(opened);
      deadlines.accepted();
      follow(opened, {
        heard: () => deadlines.heard(),
        stdout: (chunk) => outputs.stdout(chunk),
        stderr: (chunk) => outputs.stderr(chunk),
        ended: (ending) => resolve(lostReason() === undefined ? ending : lost(lostReason() ?? '')),
      });
      opened.end(request.stdin);
    });
  } catch (error) {
    // ssh2 throws at once when the connection is gone.
    resolve({ kind: 'not-sent', full: false, reason: messageOf(error) });
  }

  const ending = await promise;
  givenUp = true;
  deadlines.stop();
  signal.removeEventListener('abort', cancel);
  client.off('close', onLost);
  if (ending.kind === 'not-sent') return ending;
  if (channel !== undefined && isGivenUp(ending)) abandon(channel);
  return { kind: 'sent', ending, ...outputs.end(), answered: channel !== undefined };
}

/** Whether the line may go on without anybody who waits. */
export function isGivenUp({ kind }: CommandEnding | NotSent): boolean {
  return kind === 'cancelled' || kind === 'timed-out' || kind === 'out-of-bounds';
}

function lost(reason: string): CommandEnding {
  return { kind: 'connection-lost', reason };
}

/** Before the channel was open the command was not requested. Afterwards the outcome is unknown. */
function openingFailed(error: Error, lostReason: () => string | undefined): CommandEnding | NotSent {
  const { message } = error;
  const full = message.startsWith('(SSH) Channel open failure');
  const neverOpened = full || message === 'No response from server';
  return neverOpened ? { kind: 'not-sent', full, reason: message } : lost(lostReason() ?? message);
}

interface Follower {
  /** Called at each sign of life. */
  readonly heard: () => void;
  readonly stdout: (chunk: Buffer) => void;
  readonly stderr: (chunk: Buffer) => void;
  readonly ended: (ending: CommandEnding) => void;
}

function follow(channel: ClientChannel, { heard, stdout, stderr, ended }: Follower): void {
  let ending: CommandEnding = lost('channel closed without an exit status');
  channel.on('data', stdout);
  channel.stderr.on('data', stderr);
  channel.once('data', heard);
  channel.stderr.once('data', heard);
  channel.once('exit', heard);
  // Failing to write to a command that does not read is not the command's failure.
  channel.on('error', () => {});
  channel.on('exit', (exitCode: number | null, signal?: string) => {
    if (exitCode !== null) ending = { kind: 'exited', exitCode };
    else if (signal !== undefined) ending = { kind: 'signalled', signal };
  });
  channel.on('close', () => ended(ending));
}

function abandon(channel: ClientChannel): void {
  channel.on('error', () => {});
  channel.resume();
  channel.stderr.resume();
  channel.close();
}

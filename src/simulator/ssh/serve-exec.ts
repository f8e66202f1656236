import type { ServerChannel } from 'ssh2';

import type { LinkFaults } from './link-faults.ts';
import type { ProgramHost } from '../host/program.ts';
import { runLine } from '../host/shell/run-line.ts';
import type { Input } from '../host/shell/streams.ts';

/** A line sent by a client. */
export interface ExecRequest {
  readonly accept: () => ServerChannel;
  readonly line: string;
  readonly user: string;
  readonly host: ProgramHost;
  readonly links: LinkFaults;
  /** Resets the connections of this host. */
  readonly cut: () => void;
}

/**
 * Runs a line in the host's shell and sends the result. A client that disconnects does not stop the line. Without a
 * terminal nothing hangs up, so a real host continues, too.
 */
export function serveExec({ accept, line, user, host, links, cut }: ExecRequest): void {
  if (links.take(host.name, 'before', line)) {
    cut();
    return;
  }
  const channel = accept();
  const gone = new AbortController();
  channel.on('error', () => {});
  channel.once('close', () => gone.abort());
  const stdin = channelInput(channel);
  host.recordLine(line, user);
  void run();
  async function run(): Promise<void> {
    const result = await runLine(host, line, { user, stdin, signal: gone.signal });
    if (links.take(host.name, 'after', line)) cut();
    if (gone.signal.aborted || !channel.writable) return;
    if (result.stderr !== '') channel.stderr.write(result.stderr);
    const end = (): void => {
      channel.exit(result.exitCode);
      channel.end();
    };
    if (result.stdout.length === 0) end();
    else channel.write(result.stdout, end);
  }
}

/** The input of a channel. Data are accepted at once, so that the client never blocks, and are read after their end. */
function channelInput(channel: ServerChannel): Input {
  const chunks: Buffer[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  channel.on('data', (chunk: Buffer) => chunks.push(chunk));
  channel.once('end', resolve);
  channel.once('close', resolve);
  return {
    read: async () => {
      await promise;
      return Buffer.concat(chunks.splice(0));
    },
  };
}

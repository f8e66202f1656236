import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

import * as z from 'zod';

import { messageOf } from '../../model/error-words.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { ProgramHost } from '../host/program.ts';
import { runLine } from '../host/shell/run-line.ts';
import { inputOf } from '../host/shell/streams.ts';

const Question = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('ledger') }),
  z.strictObject({ ask: z.literal('writers') }),
  z.strictObject({ ask: z.literal('secrets') }),
  z.strictObject({ ask: z.literal('fault'), spec: z.string() }),
  z.strictObject({
    ask: z.literal('exec'),
    host: z.string(),
    line: z.string(),
    user: z.string(),
    /** Base64. */
    stdin: z.base64().optional(),
    /** Whether the line counts as a line over SSH. */
    record: z.boolean().optional(),
  }),
]);

/**
 * A question to a running simulation. A question is one JSON object on one line, and so is its answer. Connections may
 * come in any order.
 */
export type Question = z.infer<typeof Question>;

/** The subject of the questions. */
export interface ControlSubject {
  readonly hosts: readonly ProgramHost[];
  /** Every change and every request, in order. */
  ledger(): readonly object[];
  /** The present findings of the writers. */
  writers(): object;
  /** Secrets in etcd per key name. */
  secrets(): Readonly<Record<string, number>>;
  /** Plants a fault. Throws on an unknown fault. */
  fault(spec: string): void;
}

/**
 * Answers questions on a unix socket. Tests drive a simulation in another process through the socket.
 */
export async function startControlSocket(options: {
  readonly path: string;
  readonly subject: ControlSubject;
}): Promise<{ stop(): Promise<void> }> {
  const { path, subject } = options;
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    createInterface({ input: socket }).on('line', (line) => {
      void answer(subject, line).then((reply) => socket.write(`${JSON.stringify(reply)}\n`));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A question without an answer gets `{error}`, because the socket must not end a simulation. */
async function answer(subject: ControlSubject, line: string): Promise<object> {
  try {
    return await perform(subject, Question.parse(JSON.parse(line)));
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function perform(subject: ControlSubject, asked: Question): Promise<object> {
  switch (asked.ask) {
    case 'ledger':
      return subject.ledger();
    case 'writers':
      return subject.writers();
    case 'secrets':
      return subject.secrets();
    case 'fault':
      subject.fault(asked.spec);
      return { planted: asked.spec };
    case 'exec': {
      const { line, user } = asked;
      const host = subject.hosts.find(({ name }) => name === asked.host);
      if (host === undefined) return { error: `no such host: ${asked.host}` };
      if (asked.record === true) host.recordLine(line, user);
      const stdin = inputOf(Buffer.from(asked.stdin ?? '', 'base64'));
      const { exitCode, stdout, stderr } = await runLine(host, line, { user, stdin });
      return { exitCode, stdout: stdout.toString('base64'), stderr };
    }
    default:
      return unreachable(asked);
  }
}

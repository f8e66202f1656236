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
    /** Whether the line counts as one that came over SSH. */
    record: z.boolean().optional(),
  }),
]);

/** What can be asked of a running simulation: one JSON object a line, one answer a line, in any order of connections. */
export type Question = z.infer<typeof Question>;

/** What the questions are about. */
export interface ControlSubject {
  readonly hosts: readonly ProgramHost[];
  /** Everything that changed or was asked, in order. */
  ledger(): readonly object[];
  /** What the writers know until now. */
  writers(): object;
  /** Secrets per key name, as they lie in etcd. */
  secrets(): Readonly<Record<string, number>>;
  /** Plants a fault; throws on one that is none. */
  fault(spec: string): void;
}

/** Answers questions on a unix socket: how a test drives a simulation in another process, and how sshd-bridge.ts runs lines. */
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

/** A question that cannot be answered gets `{error}`: the socket must not end a simulation. */
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

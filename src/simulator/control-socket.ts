import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

import * as z from 'zod';

import { runLine } from './shell/run-line.ts';
import { inputOf } from './shell/streams.ts';
import type { World } from './world/world.ts';
import type { WritersReport } from './world/writers.ts';

const question = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('ledger') }),
  z.strictObject({ ask: z.literal('writers') }),
  z.strictObject({ ask: z.literal('secrets') }),
  z.strictObject({ ask: z.literal('fault'), spec: z.string() }),
  z.strictObject({
    ask: z.literal('exec'),
    host: z.string(),
    line: z.string(),
    user: z.string(),
    stdin: z.base64().optional(),
  }),
]);

export interface ControlSocketOptions {
  readonly path: string;
  readonly world: World;
  readonly writersReport: () => Promise<WritersReport>;
}

/** Answers questions about a simulated cluster on a unix socket: one JSON a line, one answer a line. */
export async function startControlSocket(options: ControlSocketOptions): Promise<{ stop(): Promise<void> }> {
  rmSync(options.path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    createInterface({ input: socket }).on('line', (line) => {
      void answer(options, line).then((reply) => socket.write(`${JSON.stringify(reply)}\n`));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.path, resolve));
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function answer(options: ControlSocketOptions, line: string): Promise<object> {
  try {
    return await perform(options, question.parse(JSON.parse(line)));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function perform(
  { world, writersReport }: ControlSocketOptions,
  asked: z.infer<typeof question>,
): Promise<object> {
  switch (asked.ask) {
    case 'ledger':
      return world.ledger.snapshot();
    case 'writers':
      return writersReport();
    case 'secrets':
      return world.census();
    case 'fault':
      world.inject(asked.spec);
      return { ok: true };
    case 'exec': {
      const host = world.server(asked.host);
      host.recordLine(asked.line, asked.user);
      const stdin = Buffer.from(asked.stdin ?? '', 'base64');
      const result = await runLine(host, asked.line, { user: asked.user, stdin: inputOf(stdin) });
      return { exitCode: result.exitCode, stdout: result.stdout.toString('base64'), stderr: result.stderr };
    }
  }
}

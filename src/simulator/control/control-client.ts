import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

import type { Question } from './control-socket.ts';

/** How a line ended that was run through the control socket; `stdout` is base64. */
export interface ExecAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Asks a running simulation one question and gives its answer as it came. Rejects when nobody listens there, when it went away
 * before it answered, and when it answered `{error}`.
 */
export function askSimulation(path: string, question: Question): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path, () => socket.write(`${JSON.stringify(question)}\n`));
    socket.once('error', reject);
    const lines = createInterface({ input: socket });
    // The reader passes a socket's errors on as its own.
    lines.on('error', reject);
    lines.once('line', (line) => {
      socket.end();
      const answer: unknown = JSON.parse(line);
      if (typeof answer === 'object' && answer !== null && 'error' in answer) reject(new Error(String(answer.error)));
      else resolve(answer);
    });
    lines.once('close', () => reject(new Error('the simulation went away')));
  });
}

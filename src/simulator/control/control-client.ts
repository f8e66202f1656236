import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

import type { Question } from './control-socket.ts';

/**
 * Asks a running simulation one question and returns the answer unchanged. Rejects if no simulation listens, if the
 * simulation ends before the answer, and if the answer is `{error}`.
 */
export function askSimulation(path: string, question: Question): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path, () => socket.write(`${JSON.stringify(question)}\n`));
    socket.once('error', reject);
    const lines = createInterface({ input: socket });
    // The reader forwards errors of its socket.
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

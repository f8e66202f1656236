import type { ChildProcess } from 'node:child_process';

/** Resolves when the process has printed the text. */
export function saw(child: ChildProcess, text: string, where: 'stdout' | 'stderr' = 'stdout'): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child[where]?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) resolve();
    });
    child.once('close', () => reject(new Error(`ended without printing ${text}: ${seen.slice(-2_000)}`)));
  });
}

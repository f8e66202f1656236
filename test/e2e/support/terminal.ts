import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

import { BUILT_MAIN } from '../../support/build.ts';
import type { Finished } from './keyturn.ts';

/** Whether this machine has util-linux's `script`, which makes pseudo terminals. */
export const HAS_TERMINAL = existsSync('/usr/bin/script');

/**
 * The real binary at a real pseudo terminal. Whenever what is shown ends with a question that matches, `answer` is asked what to type.
 * stdout has all that the terminal shows.
 */
export function atTerminal(
  args: readonly string[],
  { question, answer }: { readonly question: RegExp; readonly answer: () => string | Promise<string> },
): Promise<Finished> {
  const line = [process.execPath, BUILT_MAIN, ...args].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let shown = '';
  let answered = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    const asked = question.exec(shown.slice(answered));
    if (asked === null) return;
    answered = shown.length;
    void (async () => child.stdin.write(`${await answer()}\r`))();
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code: code ?? undefined, stdout: shown, stderr: '' }));
  });
}

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BUILT_MAIN } from '../../support/built.ts';
import type { Finished } from './keyturn.ts';

/** Whether this machine has util-linux's `script`, which makes pseudo terminals. */
export const HAS_TERMINAL = existsSync('/usr/bin/script');

/**
 * The real binary at a real pseudo terminal. Whenever what is shown ends with a question that matches, `answer` is told keyturn's pid and
 * says what to type; `undefined`: nothing. stdout has all that the terminal shows.
 */
export function atTerminal(
  args: readonly string[],
  question: {
    readonly question: RegExp;
    readonly answer: (pid: number) => string | undefined | Promise<string | undefined>;
  },
): Promise<Finished> {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-terminal-'));
  const pidFile = join(directory, 'pid');
  // The shell becomes keyturn, so its pid is keyturn's.
  const line = `echo $$ > ${pidFile}; exec ${[process.execPath, BUILT_MAIN, ...args].join(' ')}`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let shown = '';
  let answered = 0;
  const answer = async (): Promise<void> => {
    const typed = await question.answer(Number(readFileSync(pidFile, 'utf8')));
    if (typed !== undefined) child.stdin.write(`${typed}\r`);
  };
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (!question.question.test(shown.slice(answered))) return;
    answered = shown.length;
    void answer();
  });
  return new Promise((resolve) => {
    child.once('close', (code) => {
      rmSync(directory, { recursive: true });
      resolve({ code: code ?? undefined, stdout: shown, stderr: '' });
    });
  });
}

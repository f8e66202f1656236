// Runs `keyturn demo` at a real pseudo terminal, and keeps two screens of it for the picture in the README: the live view in the middle
// of the run, and the end. `npm run docs` makes the picture of them.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import xterm from '@xterm/headless';

import { ansiLine } from './terminal-picture.ts';

const COLUMNS = 96;
const ROWS = 40;
const ROOT = resolve(import.meta.dirname, '..');
/** The second server of the second roll is on its way. */
const MIDDLE = [/\[rotate\]/, /s2 +follower +prepare .*restarting/, /^now +s2/m];
const BEGINNING = /^\d\d:\d\d:\d\dZ +start in/;
const END = /^simulated: the key was rotated/;

const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, scrollback: 1000, allowProposedApi: true });
let middle: readonly string[] | undefined;

/** The lines from a row of the buffer to its last one that is not empty, with their colours. */
function linesFrom(row: number): readonly string[] {
  const { active } = terminal.buffer;
  const lines: string[] = [];
  for (let at = row; at < active.length; at += 1) lines.push(ansiLine(active.getLine(at), COLUMNS));
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function textFrom(row: number): readonly string[] {
  const { active } = terminal.buffer;
  return Array.from(
    { length: active.length - row },
    (_, index) => active.getLine(row + index)?.translateToString(true) ?? '',
  );
}

function keepMiddle(): void {
  if (middle !== undefined) return;
  const lines = textFrom(0);
  const shown = lines.join('\n');
  if (MIDDLE.every((pattern) => pattern.test(shown)))
    middle = linesFrom(lines.findIndex((line) => BEGINNING.test(line)));
}

const child = spawn(
  'script',
  [
    '--quiet',
    '--return',
    '--flush',
    '--command',
    `stty cols ${COLUMNS} rows ${ROWS}; exec ${process.execPath} src/main.ts demo --secrets 1500 --time-scale 4`,
    '/dev/null',
  ],
  { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TERM: 'xterm-256color', TZ: 'UTC' } },
);
child.stdout.on('data', (chunk: Buffer) => terminal.write(chunk, keepMiddle));
child.once('close', (code) => {
  terminal.write('', () => {
    const end = textFrom(0).findIndex((line) => END.test(line));
    if (code !== 0 || middle === undefined || end < 0) throw new Error(`nothing was recorded (exit code ${code})`);
    writeFileSync(resolve(ROOT, 'docs/pictures/demo-view.ansi'), `${middle.join('\n')}\n`);
    writeFileSync(resolve(ROOT, 'docs/pictures/demo-end.ansi'), `${linesFrom(end).join('\n')}\n`);
  });
});

import { createInterface } from 'node:readline';
import type { AskPassphrase } from '../remote/identity.ts';
import { wrap } from '../report/layout.ts';
import { printableLine } from '../report/printable.ts';
import { YES_OR_NO_AGAIN } from '../report/question-text.ts';
import type { CliIo } from './io.ts';

/** Whether an operator is present to answer. */
export function isInteractive({ stdin, stderr }: CliIo): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** Columns of the terminal without room for an answer, so that neither question nor answer breaks in a word. */
function columnsFor({ stderr }: CliIo): number {
  const { columns = 0 } = stderr;
  return (columns > 0 ? columns : USUAL_COLUMNS) - ANSWER_COLUMNS;
}

const ANSWER_COLUMNS = 6;
/** Some pseudo terminals have no size. */
const USUAL_COLUMNS = 80;

/** Asks on stderr and reads one line. The question is broken between words. `undefined` when the input ends or `signal` aborts. */
export async function askLine(io: CliIo, question: string, signal: AbortSignal): Promise<string | undefined> {
  // Without terminal mode, the terminal itself edits the line, and Ctrl-C stays a signal.
  const lines = createInterface({ input: io.stdin, terminal: false });
  io.stderr.write(`${wrap(printableLine(question), columnsFor(io))} `);
  try {
    const answer = await new Promise<string | undefined>((resolve) => {
      const stop = (): void => resolve(undefined);
      lines.once('line', resolve);
      lines.once('close', stop);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    });
    // Without an Enter, the next output would begin on the line of the question.
    if (answer === undefined) io.stderr.write('\n');
    return answer;
  } finally {
    lines.close();
    io.stdin.pause();
  }
}

const YES = new Set(['y', 'yes']);
const NO = new Set(['n', 'no', '']);

/**
 * Asks for yes or no, in any case or by the first letter. Any different answer repeats the question once, and then
 * counts as no. No answer counts as no.
 */
export async function askYesNo(io: CliIo, question: string, signal: AbortSignal): Promise<boolean> {
  for (const asked of [question, YES_OR_NO_AGAIN]) {
    const answer = (await askLine(io, asked, signal))?.trim().toLowerCase() ?? '';
    if (YES.has(answer)) return true;
    if (NO.has(answer)) return false;
  }
  return false;
}

const ENTER = new Set(['\r', '\n', '\u0004']);
const RUBOUT = new Set(['\u007F', '\b']);
const CTRL_C = '\u0003';
const CTRL_U = '\u0015';

/** How a question is given up, from outside or by the operator. */
export interface GivingUp {
  /** Ends the question. */
  readonly soft: AbortSignal;
  /** Called on Ctrl-C, before the question ends. */
  interrupt(): void;
}

/**
 * Asks on stderr and reads a line without showing the input. `undefined` when no operator is present, or the operator
 * gives up.
 */
export async function askSecretly(io: CliIo, question: string, givingUp: GivingUp): Promise<string | undefined> {
  const { stdin, stderr } = io;
  if (!isInteractive(io) || stdin.setRawMode === undefined || givingUp.soft.aborted) return undefined;
  // Set first, because input typed the moment the question appears must not be shown either.
  stdin.setRawMode(true);
  try {
    stderr.write(`${printableLine(question)} `);
    return await readUntilEnter(stdin, givingUp);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** The operator cannot answer two questions at once. */
export function oneAtATime(ask: AskPassphrase): AskPassphrase {
  let last: Promise<unknown> = Promise.resolve();
  return (file, again) => {
    const answer = last.then(() => ask(file, again));
    last = answer;
    return answer;
  };
}

function readUntilEnter(stdin: CliIo['stdin'], givingUp: GivingUp): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed = '';
    const finish = (answer: string | undefined): void => {
      stdin.off('data', read);
      stdin.off('end', end);
      givingUp.soft.removeEventListener('abort', end);
      resolve(answer);
    };
    const end = (): void => finish(undefined);
    const read = (chunk: Buffer | string): void => {
      for (const character of chunk.toString()) {
        if (character === CTRL_C) {
          // Called first, so that the caller knows why the question ends without an answer.
          givingUp.interrupt();
          finish(undefined);
          return;
        }
        if (ENTER.has(character)) {
          finish(typed);
          return;
        }
        if (RUBOUT.has(character)) typed = Array.from(typed).slice(0, -1).join('');
        else if (character === CTRL_U) typed = '';
        else typed += character;
      }
    };
    stdin.on('data', read);
    stdin.once('end', end);
    givingUp.soft.addEventListener('abort', end, { once: true });
    stdin.resume();
  });
}

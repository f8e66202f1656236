import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

import { unreachable } from '../../model/unreachable.ts';
import { isGivenUp, type ExecOutcome, type ExecRequest } from '../exec-channel.ts';
import { execByProcess, type ProcessEnding } from '../exec-process.ts';
import { execWords } from './arguments.ts';
import { hasOpened, status255Of } from './words-of-ssh.ts';

/** How often the log is looked at until the server has accepted the line, ms. */
const LOOK_MS = 25;

/** What ssh ends with for reasons of its own. */
const SSH_FAILED = 255;

/**
 * Runs one line through a master, with a process of ssh. The exit status is that of the line only where ssh says so,
 * and everything else is a lost connection, after which the line may have run or not. A line that a signal ended on the
 * server is such a case, because ssh (9.2) does not pass signals on.
 */
export function execThroughMaster(
  { socket, log }: { readonly socket: string; readonly log: string },
  request: ExecRequest,
): Promise<ExecOutcome> {
  const [program = '', ...words] = execWords(socket, log, request.line);
  return execByProcess(request, {
    program,
    start: () => spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true }),
    follow: (child, deadlines) => {
      let isOpen = false;
      const look = (): void => {
        if (isOpen || !hasOpened(textOf(log))) return;
        isOpen = true;
        clearInterval(looking);
        deadlines.accepted();
      };
      const looking = setInterval(look, LOOK_MS);
      return {
        heard: () => {
          look();
          deadlines.heard();
        },
        endingOf: (code) => endingOf(code, textOf(log)),
        over: (ending) => {
          clearInterval(looking);
          const answered = isOpen || hasOpened(textOf(log));
          // The remote process continues without ssh.
          if (isGivenUp(ending)) child.kill();
          rmSync(log, { force: true });
          return answered;
        },
      };
    },
  });
}

function endingOf(code: number | null, log: string): ProcessEnding {
  if (code === null) return { kind: 'connection-lost', reason: 'ssh was killed' };
  if (code !== SSH_FAILED) return { kind: 'exited', exitCode: code };
  const status = status255Of(log);
  switch (status.kind) {
    case 'exited':
      return { kind: 'exited', exitCode: code };
    case 'not-sent':
      return status;
    case 'lost':
      return { kind: 'connection-lost', reason: 'ssh saw no exit status' };
    default:
      return unreachable(status);
  }
}

function textOf(log: string): string {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
}

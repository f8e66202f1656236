import { spawn } from 'node:child_process';
import { homedir, userInfo } from 'node:os';

import type { CommandEnding } from '../command-result.ts';
import { isGivenUp, type ExecOutcome, type ExecRequest } from '../exec-channel.ts';
import { execByProcess } from '../exec-process.ts';

/** What a login over SSH would have, instead of what keyturn happened to be started with. */
function loginEnvironment(): NodeJS.ProcessEnv {
  const { username, shell } = userInfo();
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: homedir(),
    USER: username,
    LOGNAME: username,
    SHELL: shell ?? '/bin/sh',
  };
}

/**
 * Runs one line on this machine, in a session of its own, so that Ctrl-C at the terminal and its end do not reach the
 * line. Giving up stops the waiting, and the process continues, as over SSH.
 */
export function execHere(request: ExecRequest): Promise<ExecOutcome> {
  return execByProcess(request, {
    program: '/bin/sh',
    start: () =>
      spawn('/bin/sh', ['-c', request.line], {
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
        cwd: '/',
        env: loginEnvironment(),
      }),
    follow: (child, deadlines) => {
      child.once('spawn', () => deadlines.accepted());
      return {
        heard: () => deadlines.heard(),
        endingOf,
        over: (ending) => {
          if (isGivenUp(ending)) {
            for (const stream of [child.stdout, child.stderr]) stream.destroy();
            child.unref();
          }
          return true;
        },
      };
    },
  });
}

function endingOf(code: number | null, killer: NodeJS.Signals | null): CommandEnding {
  return code === null ? { kind: 'signalled', signal: killer ?? 'unknown' } : { kind: 'exited', exitCode: code };
}

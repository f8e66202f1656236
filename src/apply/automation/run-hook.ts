import { spawn, type ChildProcess } from 'node:child_process';

import type { Hook, HookEnding } from '../../model/automation.ts';
import { codeOf } from '../../model/error-words.ts';
import { startProcess } from '../../remote/start-process.ts';

/** A hook that has ended, with its output. */
export interface EndedHook {
  readonly ending: HookEnding;
  /** Both streams, as they came, at most `MOST_OUTPUT` characters from the end. */
  readonly output: string;
}

const MOST_OUTPUT = 4_000;
/** Between the request to end and the kill, ms. */
const GRACE_MS = 5_000;

/** Variables that programs need to find programs, files and their words. All others are given only by name. */
const USUAL = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'XDG_RUNTIME_DIR'];

/** The bounded environment of a hook. */
export function hookEnvironment(
  environment: NodeJS.ProcessEnv,
  more: readonly string[],
  hook: string,
): NodeJS.ProcessEnv {
  const names = [...USUAL, ...more];
  const given = names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]] as const]));
  return { ...Object.fromEntries(given), KEYTURN_HOOK: hook };
}

/**
 * Runs a program without a shell, with the input as a line on its standard input. The program has a process group of its
 * own, so that Ctrl-C at the terminal reaches keyturn alone, and so that a late program is ended with its children.
 * Never rejects. `signal` ends the program early.
 */
export function runHook(
  { command, deadlineMs }: Hook,
  options: { readonly input: string; readonly environment: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<EndedHook> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    let output = '';
    let isLate = false;
    const started = startProcess(() =>
      spawn(program, args, { env: options.environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true }),
    );
    if (!started.ok) {
      resolve({ ending: { kind: 'not-started', reason: started.failure }, output });
      return;
    }
    const child = started.value;
    let kill: NodeJS.Timeout | undefined;
    const end = (): void => {
      signalGroup(child, 'SIGTERM');
      kill ??= setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
    };
    const late = setTimeout(() => {
      isLate = true;
      end();
    }, deadlineMs);
    const finish = (ending: HookEnding): void => {
      clearTimeout(late);
      // The grace was the program's. Children that stayed behind after it was asked to end get none.
      if (kill !== undefined) signalGroup(child, 'SIGKILL');
      clearTimeout(kill);
      options.signal.removeEventListener('abort', end);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ ending, output });
    };
    const keep = (text: string): void => {
      output = `${output}${text}`.slice(-MOST_OUTPUT);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    // A program that does not read its input is no failure.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${options.input}\n`);
    options.signal.addEventListener('abort', end, { once: true });
    if (options.signal.aborted) end();
    child.once('error', (error) => finish({ kind: 'not-started', reason: codeOf(error) }));
    // A child of the program may hold the streams open, so the end of the program counts and not that of its streams.
    child.once('exit', (code, signal) =>
      setImmediate(() =>
        finish(
          isLate
            ? { kind: 'deadline', afterMs: deadlineMs }
            : code === null
              ? { kind: 'killed', signal: signal ?? 'unknown' }
              : { kind: 'exited', code },
        ),
      ),
    );
  });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended meanwhile.
  }
}

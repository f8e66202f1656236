import { readFileSync } from 'node:fs';

import type { Reporter } from '../report/reporter.ts';
import type { CliIo } from './io.ts';

/** The keys of the terminal during the live view. What is typed would otherwise tear the view and reach the shell afterwards. */
export interface HeldKeys {
  /** Takes the keys, where standard input is a terminal and this process is in its foreground. */
  hold(): void;
  /** Gives the terminal back. Safe to call twice. */
  release(): void;
}

export interface HeldKeysOptions {
  readonly stdin: CliIo['stdin'];
  /** Whether the terminal listens to this process. A background process that touches the terminal is stopped by the system. */
  readonly isForeground: () => boolean;
  /** Acts as Ctrl-C. */
  readonly interrupt: () => void;
  /** Takes the view off the screen and stops the process, as Ctrl-Z does. */
  readonly suspend: () => void;
  /** Ends the process at once, as Ctrl-\ does. */
  readonly quit: () => void;
  /** Delivers SIGCONT, which comes after Ctrl-Z and `fg` or `bg`. */
  readonly signals: {
    on(signal: 'SIGCONT', listener: () => void): unknown;
    off(signal: 'SIGCONT', listener: () => void): unknown;
  };
}

const CTRL_C = '\u0003';
const CTRL_Z = '\u001A';
const CTRL_BACKSLASH = '\u001C';

/** Every key but Ctrl-C, Ctrl-Z and Ctrl-\ is dropped. Those three arrive as characters and act as their signals. */
export function createHeldKeys({ stdin, isForeground, interrupt, suspend, quit, signals }: HeldKeysOptions): HeldKeys {
  let isWanted = false;
  let isHeld = false;
  const take = (): void => {
    if (isHeld || stdin.isTTY !== true || stdin.setRawMode === undefined || !isForeground()) return;
    isHeld = true;
    stdin.setRawMode(true);
    stdin.on('data', read);
    stdin.resume();
  };
  const give = (): void => {
    if (!isHeld) return;
    isHeld = false;
    stdin.off('data', read);
    stdin.pause();
    if (isForeground()) stdin.setRawMode?.(false);
  };
  const read = (chunk: Buffer | string): void => {
    for (const character of chunk.toString()) {
      if (character === CTRL_C) interrupt();
      if (character === CTRL_Z) {
        give();
        suspend();
      }
      if (character === CTRL_BACKSLASH) {
        give();
        quit();
      }
    }
  };
  // The shell has set the terminal to its own mode while the process was stopped.
  const goOn = (): void => {
    give();
    take();
  };
  return {
    hold: () => {
      if (isWanted) return;
      isWanted = true;
      // A terminal that is closed ends the input with an error, and the run goes on to its next safe point.
      stdin.on('error', () => undefined);
      signals.on('SIGCONT', goOn);
      take();
    },
    release: () => {
      if (!isWanted) return;
      isWanted = false;
      signals.off('SIGCONT', goOn);
      give();
    },
  };
}

/** Holds the keys while a run is under way. */
export function whileRunning(reporter: Reporter, keys: HeldKeys): Reporter {
  return {
    ...reporter,
    emit: (event) => {
      if (event.type === 'run-started' || event.type === 'run-resumed') keys.hold();
      if (event.type === 'run-ended') keys.release();
      reporter.emit(event);
    },
    close: () => {
      keys.release();
      reporter.close();
    },
  };
}

/** Where Linux shows the process groups of this process and of the foreground, among the fields after the name. */
const PROCESS_GROUP = 2;
const FOREGROUND_GROUP = 5;

/** Whether this process is in the foreground of its terminal. A machine that does not say counts as no. */
export function isInForeground(readStat = (): string => readFileSync('/proc/self/stat', 'utf8')): boolean {
  try {
    const stat = readStat();
    // The name of the process is in parentheses and may contain anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[PROCESS_GROUP] !== undefined && fields[PROCESS_GROUP] === fields[FOREGROUND_GROUP];
  } catch {
    return false;
  }
}

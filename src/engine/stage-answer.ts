import type { StageCommand } from '../model/encryption.ts';
import { causeOf, classifyCause } from './server-cause.ts';

/** The command's own answer. Only an observation decides what happened (engine.md, "An exit code is a rumour"). */
export type StageAnswer =
  /** The command reported that everything is done. */
  | { readonly kind: 'accepted-finished' }
  /** The command reported that the server has begun. The stage and the journal show the end. */
  | { readonly kind: 'accepted-started' }
  /** Raised before any write, so nothing changed. `errorId` is `undefined` if the request was never sent. */
  | { readonly kind: 'refused'; readonly errorId: string | undefined; readonly cause: string }
  /** The command stopped waiting, and the server continues (failures.md A2, A3). */
  | { readonly kind: 'timed-out'; readonly text: string }
  /** The server dropped the request, by a crash or a restart (failures.md A6). */
  | { readonly kind: 'dropped'; readonly text: string }
  /**
   * Any other answer. With an `errorId` the server's journal may contain the cause, and `cause` is the cause found in
   * the journal.
   */
  | {
      readonly kind: 'unclear';
      readonly text: string;
      readonly errorId: string | undefined;
      readonly cause: string | undefined;
    };

/** Whole lines of success, of every release (failures.md 5.3). */
const SUCCESS: Readonly<Record<StageCommand, Readonly<Record<string, 'accepted-finished' | 'accepted-started'>>>> = {
  prepare: { 'prepare completed successfully': 'accepted-finished' },
  rotate: { 'rotate completed successfully': 'accepted-finished' },
  'reencrypt-skip': { 'reencryption started': 'accepted-started' },
  reencrypt: { 'reencryption started': 'accepted-started' },
  'rotate-keys': {
    'keys rotated, reencryption started': 'accepted-started',
    'keys rotated, reencryption finished': 'accepted-finished',
  },
};

/** Errors raised by the command before sending its request (failures.md 5.4, B17, B21). */
const NEVER_SENT: readonly RegExp[] = [
  /No help topic for '[^']*'/,
  /failed to get CA certs: /,
  /failed to normalize token; /,
  /open \S*\/server\/token: (?:no such file or directory|permission denied)/,
];

/** failures.md A3, the markers also matched by Rancher's planner. */
const TIMED_OUT: readonly RegExp[] = [
  /Client\.Timeout exceeded while awaiting headers/,
  /timeout awaiting response headers/,
  /context deadline exceeded/,
];

/** failures.md A6. */
const DROPPED: readonly RegExp[] = [/: EOF\b/, /: unexpected EOF\b/, /connection reset by peer/, /broken pipe/];

/** failures.md 5.4, as `secrets-encrypt-60217`, `secrets-encrypt error ID 11737`, `secret-encrypt error ID 64661`. */
const ERROR_ID = /\bsecrets?-encrypt(?:-| error ID )(\d{5})\b/g;

/** The newest error id in the text, under which the server's journal has the cause, or `undefined` without an id. */
export function errorIdOf(text: string): string | undefined {
  return [...text.matchAll(ERROR_ID)].at(-1)?.[1];
}

/**
 * Reads the printed text (stdout and stderr together) and the exit status of a stage command. `exitStatus` is
 * `undefined` if the command did not exit by itself. With the server's `journal` an error id gets its cause. Only a
 * cause known to be raised before any write makes `refused`. A success text with an exit status other than 0 is
 * unclear.
 */
export function readStageAnswer(
  command: StageCommand,
  text: string,
  exitStatus: number | undefined,
  journal = '',
): StageAnswer {
  if (exitStatus === 0) {
    const kind = successOf(command, text);
    return kind === undefined ? { kind: 'unclear', text, errorId: undefined, cause: undefined } : { kind };
  }
  const neverSent = lineOf(text, NEVER_SENT);
  if (neverSent !== undefined && exitStatus !== undefined) {
    return { kind: 'refused', errorId: undefined, cause: neverSent };
  }
  const errorId = errorIdOf(text);
  if (errorId !== undefined) {
    const cause = causeOf(journal, errorId);
    return cause !== undefined && classifyCause(cause) === 'refused'
      ? { kind: 'refused', errorId, cause }
      : { kind: 'unclear', text, errorId, cause };
  }
  if (lineOf(text, TIMED_OUT) !== undefined) {
    return { kind: 'timed-out', text };
  }
  return lineOf(text, DROPPED) === undefined
    ? { kind: 'unclear', text, errorId: undefined, cause: undefined }
    : { kind: 'dropped', text };
}

/**
 * Why the server aborted a command after beginning it. The server answered with an error, and its handler does no more.
 * The answer is `undefined` if the command may still be running, because the server did not answer, or if the command
 * was refused and never began.
 */
export function gaveUpWith(answer: StageAnswer): string | undefined {
  if (answer.kind !== 'unclear' || answer.errorId === undefined) return undefined;
  return answer.cause ?? `error ID ${answer.errorId}`;
}

function successOf(command: StageCommand, text: string): 'accepted-finished' | 'accepted-started' | undefined {
  const answers = Object.entries(SUCCESS[command]);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return answers.find(([answer]) => lines.includes(answer))?.[1];
}

function lineOf(text: string, patterns: readonly RegExp[]): string | undefined {
  return text.split(/\r?\n/).find((line) => patterns.some((pattern) => pattern.test(line)));
}

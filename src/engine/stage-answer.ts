import type { StageCommand } from '../model/encryption.ts';
import { causeOf, classifyCause } from './server-cause.ts';

/** What the command itself said. Only an observation decides what happened (engine.md, "An exit code is a rumour"). */
export type StageAnswer =
  /** It says that everything is done. */
  | { readonly kind: 'accepted-finished' }
  /** It says that the server has begun; the end shows in the stage and the journal. */
  | { readonly kind: 'accepted-started' }
  /** Raised before any write: nothing changed. `errorId` is `undefined` where the request was never sent. */
  | { readonly kind: 'refused'; readonly errorId: string | undefined; readonly cause: string }
  /** The command stopped waiting; the server goes on (failures.md A2, A3). */
  | { readonly kind: 'timed-out'; readonly text: string }
  /** The server dropped the request: a crash or a restart (failures.md A6). */
  | { readonly kind: 'dropped'; readonly text: string }
  /** Anything else. With an `errorId`, the server's journal may know the cause; `cause` is what it said there. */
  | {
      readonly kind: 'unclear';
      readonly text: string;
      readonly errorId: string | undefined;
      readonly cause: string | undefined;
    };

/** Whole lines that say success, of every era (failures.md 5.3). */
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

/** Errors that the command raises before it sends its request (failures.md 5.4, B17, B21). */
const NEVER_SENT: readonly RegExp[] = [
  /No help topic for '[^']*'/,
  /failed to get CA certs: /,
  /failed to normalize token; /,
  /open \S*\/server\/token: (?:no such file or directory|permission denied)/,
];

/** failures.md A3: the markers that Rancher's planner matches too. */
const TIMED_OUT: readonly RegExp[] = [
  /Client\.Timeout exceeded while awaiting headers/,
  /timeout awaiting response headers/,
  /context deadline exceeded/,
];

/** failures.md A6. */
const DROPPED: readonly RegExp[] = [/: EOF\b/, /: unexpected EOF\b/, /connection reset by peer/, /broken pipe/];

/** failures.md 5.4: `secrets-encrypt-60217`, `secrets-encrypt error ID 11737`, `secret-encrypt error ID 64661`. */
const ERROR_ID = /\bsecrets?-encrypt(?:-| error ID )(\d{5})\b/g;

/** The number under which the server's journal has the cause of an error, the newest one in the text; `undefined` where it names none. */
export function errorIdOf(text: string): string | undefined {
  return [...text.matchAll(ERROR_ID)].at(-1)?.[1];
}

/**
 * Reads what a stage command printed (stdout and stderr together) and how it exited; `exitStatus` is `undefined` when
 * it did not end by itself. With the server's `journal` an error id gets its cause, and only a cause that the engine is
 * known to raise before any write makes `refused`. A success text with another exit status than 0 is unclear.
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
 * Why the server ended a command that it had begun: it answered with an error, and its handler goes no further. `undefined` where it
 * may go on: no answer of the server, or a refusal, which is about a command that never began.
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

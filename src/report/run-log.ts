import { fchmodSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pino, type DestinationStream, type Level } from 'pino';
import { codeOf } from '../model/error-words.ts';
import type { Event } from '../model/event.ts';
import { escapedJson } from '../model/json-text.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Reporter } from './reporter.ts';

/** Settings for the log of a run. */
export interface RunLogOptions {
  readonly level: Level | 'silent';
  /** `undefined` keeps the log beside the journal, beginning with the creation of the journal. */
  readonly file: string | undefined;
  /** Removes registered secrets from a line. Redaction by path would miss messages and command lines. */
  readonly scrub: (text: string) => string;
  /** keyturn's own version. */
  readonly version: string;
}

/**
 * The log of one run as JSON lines with mode 0600, written synchronously, so that the last line before a crash is
 * included. Fails with `file-unwritable` only if the operator named the file. A log chosen by keyturn never stops a
 * run.
 */
export function createRunLog(options: RunLogOptions): Result<Reporter> {
  const { level, file, scrub, version } = options;
  const target = createTarget(scrub);
  if (file !== undefined && level !== 'silent') {
    const reason = target.open(file);
    if (reason !== undefined) return failed({ kind: 'file-unwritable', file, reason });
  }
  const logger = pino(
    { level, base: { pid: process.pid, version }, timestamp: pino.stdTimeFunctions.isoTime },
    target.stream,
  );
  return success({
    emit: (event) => {
      if (file === undefined && (event.type === 'run-started' || event.type === 'run-resumed')) {
        target.open(join(dirname(event.journal), 'run.log'));
      }
      logger[levelOf(event)](fieldsOf(event), event.type);
    },
    close: () => target.close(),
  });
}

/** The greatest number of lines kept before the file exists. The file receives the kept lines. */
const KEPT_LINES = 2_000;

function createTarget(scrub: (text: string) => string): {
  readonly stream: DestinationStream;
  /** Returns the reason if the file cannot be written. */
  open(file: string): string | undefined;
  close(): void;
} {
  let destination: ReturnType<typeof pino.destination> | undefined;
  let kept: string[] = [];
  const write = (line: string): void => {
    if (destination === undefined) {
      if (kept.length < KEPT_LINES) kept.push(line);
    } else {
      destination.write(line);
    }
  };
  return {
    stream: { write: (line) => write(escapedJson(scrub(line))) },
    open: (file) => {
      if (destination !== undefined) return undefined;
      try {
        destination = pino.destination({ dest: openPrivately(file), sync: true });
        // A full disk must not end the run, because the journal is the record that counts.
        destination.on('error', () => undefined);
        const early = kept;
        kept = [];
        for (const line of early) write(line);
        return undefined;
      } catch (error) {
        return codeOf(error);
      }
    },
    close: () => {
      destination?.end();
      destination = undefined;
    },
  };
}

/**
 * Opens the file for the owner alone before the first byte is written. A device or a pipe keeps its mode, because root
 * would otherwise take `/dev/null` away from all users.
 */
function openPrivately(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const descriptor = openSync(file, 'a', 0o600);
  if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, 0o600);
  return descriptor;
}

function levelOf(event: Event): Level {
  switch (event.type) {
    case 'step-failed':
      return 'error';
    case 'reconnecting':
    case 'interrupt-requested':
    case 'outside-window':
    case 'lock-heartbeat-failed':
    case 'mirror-behind':
    case 'writes-left-frozen':
    case 'early-roll-late':
    case 'rewrite-unreported':
      return 'warn';
    case 'hook-finished':
      return event.ending.kind === 'exited' && event.ending.code === 0 ? 'info' : 'warn';
    case 'notified':
      return event.failure === undefined ? 'info' : 'warn';
    case 'run-ended':
      return 'failure' in event.outcome ? 'error' : 'info';
    case 'command-sent':
      return event.mutates ? 'info' : 'debug';
    case 'waiting':
    case 'server-view':
    case 'gate-held':
    case 'rewrite-progress':
    case 'read-back-progress':
      return 'debug';
    default:
      return 'info';
  }
}

/** The journal already contains the plan, and the facts of a large cluster would bury everything else in the log. */
function fieldsOf(event: Event): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'run-started':
    case 'run-resumed':
      return { runId: event.runId, cluster: event.cluster, planId: event.plan.id, journal: event.journal };
    case 'facts-gathered':
      return {
        servers: event.facts.servers.length,
        secrets: event.facts.census?.total,
        unanswered: event.facts.unanswered,
      };
    default: {
      const { type: _type, ...fields } = event;
      return fields;
    }
  }
}

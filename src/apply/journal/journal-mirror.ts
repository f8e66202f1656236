import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { appendToMirror, mirrorFile, type MirrorExtent } from '../../cluster/run-mirror.ts';
import { ageOf, instantOf, type StepContext } from '../../model/clock.ts';
import { codeOf } from '../../model/error-words.ts';
import type { Emit } from '../../model/event.ts';
import type { Failure } from '../../model/failure.ts';
import type { ServerFailure } from '../../model/failures/host.ts';
import type { JournalRecord } from '../../model/journal.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Runner } from '../../remote/runner.ts';
import type { Journal } from './journal.ts';
import { hashOf } from './parse-journal.ts';

/** After a failure the leader is asked again no sooner than this, ms, so that a broken mirror does not slow the run. */
const ASK_AGAIN_AFTER_MS = 60_000;
/** One append after the mirror's true extent is known, and one more where a full disk cut the append before. */
const MOST_APPENDS = 3;

/**
 * The moment of a call.
 * - `first`: before the first act of a process. Who looks at the mirror must see this process, so a mirror that cannot
 *   be written is a failure.
 * - `before-act`: after an intention. A mirror that cannot be written is reported and journalled once, and a later call
 *   catches up.
 * - `last`: after the last line of a process. Asks even shortly after a failure, and journals nothing.
 */
export type MirrorMoment = 'first' | 'before-act' | 'last';

/** The copy of a run's journal on its leader. */
export interface JournalMirror {
  /**
   * Appends what the mirror lacks, in order. Takes one command, and fifteen seconds at most once connected. Fails with
   * `journal-behind` where the mirror has lines that are not of the journal here, so that nothing may be sent. Fails
   * with `journal-unwritable` where the journal here cannot be read, and with `mirror-unwritable` at the moment `first`
   * alone.
   */
  catchUp(context: StepContext, moment: MirrorMoment): Promise<Result<void>>;
}

/** For clusters whose journals stay on the operator's machine. */
export const NO_MIRROR: JournalMirror = { catchUp: async () => success(undefined) };

/** Where a journal is mirrored. */
export interface MirrorOptions {
  readonly journal: Journal;
  readonly cluster: string;
  readonly runId: string;
  /** Of the leader. */
  readonly runner: Runner;
  readonly emit: Emit;
  readonly scrubFailure: (failure: Failure) => Failure;
}

/** What came of an attempt. */
type Appended =
  | { readonly kind: 'whole' }
  /** The server did not take everything, and may take the rest later. */
  | { readonly kind: 'behind'; readonly failure: ServerFailure }
  | { readonly kind: 'unusable'; readonly failure: Failure };

export function createJournalMirror(options: MirrorOptions): JournalMirror {
  const { journal, emit, runner } = options;
  const server = runner.server;
  const file = mirrorFile(options.cluster, options.runId);
  /** Bytes of the journal that the mirror is known to have. */
  let mirrored = 0;
  let lines = 0;
  let failedAt: ReturnType<typeof instantOf> | undefined;
  let isBehind = false;
  let foreign: Failure | undefined;

  // The line with the ending of a process is its last line.
  const note = (record: JournalRecord, moment: MirrorMoment): boolean => moment !== 'last' && journal.append(record).ok;

  const fellBehind = (context: StepContext, failure: Failure, moment: MirrorMoment): void => {
    failedAt = instantOf(context.clock);
    // The operator's second Ctrl-C says nothing about the mirror.
    if (isBehind || context.signal.aborted) return;
    isBehind = true;
    const told = options.scrubFailure(failure);
    emit({ type: 'mirror-behind', server, file, failure: told });
    // A disk that refuses this line also refuses the next intention, which stops the run.
    note({ kind: 'mirror-behind', server, failure: told }, moment);
  };
  const caughtUp = async (context: StepContext, moment: MirrorMoment): Promise<void> => {
    failedAt = undefined;
    const more = journal.lines.length - lines;
    lines = journal.lines.length;
    if (!isBehind) return;
    isBehind = false;
    emit({ type: 'mirror-caught-up', server, file, lines: more });
    if (note({ kind: 'mirror-caught-up', server }, moment)) await appendMissing(context);
  };

  const foreignLines = (): Failure => ({
    kind: 'journal-behind',
    beyond: 'differs',
    runId: options.runId,
    mirroredRun: options.runId,
    directory: dirname(journal.file),
    server,
    file,
  });

  const appendMissing = async (context: StepContext): Promise<Appended> => {
    let whole: Buffer;
    try {
      whole = readFileSync(journal.file);
    } catch (error) {
      return { kind: 'unusable', failure: { kind: 'journal-unwritable', file: journal.file, reason: codeOf(error) } };
    }
    for (let attempt = 0; attempt < MOST_APPENDS && mirrored < whole.length; attempt += 1) {
      const extent = await appendToMirror(context, runner, options, {
        after: hashOf(whole.subarray(0, mirrored)),
        text: whole.subarray(mirrored).toString('utf8'),
      });
      if (!extent.ok) return { kind: 'behind', failure: extent.failure };
      if (!isPartOf(whole, extent.value)) return { kind: 'unusable', failure: foreignLines() };
      mirrored = extent.value.bytes;
    }
    if (mirrored === whole.length) return { kind: 'whole' };
    return { kind: 'behind', failure: { kind: 'unexpected-output', ...unfinished(mirrored, whole.length) } };
  };
  const unfinished = (has: number, expected: number) => ({
    server,
    command: 'mirror journal',
    expected: `${expected} bytes`,
    raw: `${has} bytes`,
  });

  return {
    catchUp: async (context, moment) => {
      if (foreign !== undefined) return failed(foreign);
      const isTooSoon = failedAt !== undefined && ageOf(failedAt, context.clock) < ASK_AGAIN_AFTER_MS;
      if (isTooSoon && moment === 'before-act') return success(undefined);
      const appended = await appendMissing(context);
      switch (appended.kind) {
        case 'whole':
          await caughtUp(context, moment);
          return success(undefined);
        case 'unusable':
          if (appended.failure.kind === 'journal-behind') foreign = appended.failure;
          // At the end nothing is left to be kept back, and the operator still has to know.
          if (moment === 'last') emit({ type: 'mirror-behind', server, file, failure: appended.failure });
          return failed(appended.failure);
        case 'behind':
          if (moment !== 'first') {
            fellBehind(context, appended.failure, moment);
            return success(undefined);
          }
          isBehind = true;
          return failed({ kind: 'mirror-unwritable', server, file, failure: appended.failure });
        default:
          return unreachable(appended);
      }
    },
  };
}

/** Whether the mirror is the beginning of the journal. The last line of the mirror may be cut. */
export function isPartOf(journal: Buffer, mirror: MirrorExtent): boolean {
  return mirror.bytes <= journal.length && hashOf(journal.subarray(0, mirror.bytes)) === mirror.sha256;
}

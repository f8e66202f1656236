import type { Count } from '../units.ts';
import type { ServerFailure } from './host.ts';

/**
 * How a server's mirror of a journal goes beyond the journal here.
 * - `longer`: the mirror continues the journal.
 * - `differs`: the mirror has other lines.
 * - `newer-run`: the server has the mirror of a newer run, `mirroredRun`.
 * - `moved`: the mirror changed while it was read.
 */
export type BeyondJournal = 'longer' | 'differs' | 'newer-run' | 'moved';

/** The run was continued on another machine since the journal here was written. */
export interface JournalBehind {
  readonly kind: 'journal-behind';
  readonly beyond: BeyondJournal;
  readonly runId: string;
  readonly mirroredRun: string;
  /** The directory of the run here. */
  readonly directory: string;
  readonly server: string;
  readonly file: string;
}

/**
 * The mirror of an unfinished run is damaged, altered or of something else, and no other copy is known. `line` counts
 * from 1.
 */
export interface MirrorCorrupt {
  readonly kind: 'mirror-corrupt';
  readonly server: string;
  readonly file: string;
  readonly line: Count;
  readonly reason: string;
}

/**
 * The mirror cannot be written before the first act of a process. A later failure to write is only reported. The
 * failure of the server is inside.
 */
interface MirrorUnwritable {
  readonly kind: 'mirror-unwritable';
  readonly server: string;
  readonly file: string;
  readonly failure: ServerFailure;
}

/** The cluster has an unfinished run, whose journal is known only from a server. */
interface MirroredRunUnfinished {
  readonly kind: 'mirrored-run-unfinished';
  readonly runId: string;
  readonly server: string;
  readonly file: string;
}

/** The mirror of a journal and the journal here do not fit together, or the mirror cannot be used. */
export type MirrorFailure = JournalBehind | MirrorCorrupt | MirrorUnwritable | MirroredRunUnfinished;

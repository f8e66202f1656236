import { isOver, planOf } from '../journal/journal-queries.ts';
import type { JournalContent, JournalDamage } from '../journal/parse-journal.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { JournalLine } from '../../model/journal.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { MirrorExtent } from '../../cluster/run-mirror.ts';

/** A mirror as read from a server. */
export interface ReadMirror {
  readonly server: string;
  readonly file: string;
  readonly runId: string;
  readonly extent: MirrorExtent;
  readonly text: string;
  readonly content: Result<JournalContent, JournalDamage>;
}

/** A mirror with a whole chain of hashes, of a run of this cluster. */
export interface SoundMirror extends ReadMirror {
  readonly lines: readonly JournalLine[];
  /** The text without a cut last line. */
  readonly validBytes: number;
}

/**
 * Chooses among the mirrors that the servers have. The newest run counts, as among the runs here, and of its mirrors
 * the longest sound one. Gives nothing where that run is over. Fails with `mirror-corrupt` when no mirror of the newest
 * run is sound, because only a person can judge then.
 */
export function chooseMirror(
  mirrors: readonly ReadMirror[],
  cluster: Pick<Cluster, 'name' | 'distribution'>,
): Result<SoundMirror | undefined> {
  const newest = newestRunOf(mirrors);
  const judged = mirrors
    .filter((mirror) => mirror.runId === newest && !isEmpty(mirror))
    .map((mirror) => judge(mirror, cluster));
  const sound = judged.flatMap((each) => (each.ok ? [each.value] : []));
  const longest = sound.reduce<SoundMirror | undefined>(
    (best, each) => (best === undefined || each.lines.length > best.lines.length ? each : best),
    undefined,
  );
  if (longest !== undefined) return success(isOver(longest.lines) ? undefined : longest);
  return judged.find((each): each is Exclude<typeof each, { readonly ok: true }> => !each.ok) ?? success(undefined);
}

/** A run id sorts by time. `undefined` without a mirror. */
export function newestRunOf(mirrors: readonly { readonly runId: string }[]): string | undefined {
  return mirrors
    .map(({ runId }) => runId)
    .sort()
    .at(-1);
}

/** A disk that was full from the beginning of a run. The cluster itself shows whether the run changed anything. */
function isEmpty({ content }: ReadMirror): boolean {
  return content.ok && content.value.lines.length === 0;
}

function judge(mirror: ReadMirror, cluster: Pick<Cluster, 'name' | 'distribution'>): Result<SoundMirror> {
  const { server, file, content } = mirror;
  if (!content.ok) {
    const { line, reason } = content.failure;
    return failed({ kind: 'mirror-corrupt', server, file, line, reason });
  }
  const { lines, validBytes } = content.value;
  const misfit = misfitOf(mirror, lines, cluster);
  return misfit === undefined
    ? success({ ...mirror, lines, validBytes })
    : failed({ kind: 'mirror-corrupt', server, file, line: 1, reason: misfit });
}

/** Why a sound chain of hashes is no journal of this run. A mirror is only ever written on the run's leader. */
function misfitOf(
  { runId, server }: ReadMirror,
  lines: readonly JournalLine[],
  cluster: Pick<Cluster, 'name' | 'distribution'>,
): string | undefined {
  const first = lines[0]?.record;
  const plan = planOf(lines);
  if (first?.kind !== 'run-started' || plan === undefined) return 'no run-started';
  if (first.runId !== runId) return 'the run is another than in the name of the file';
  if (!runId.endsWith(`-${plan.id}`)) return 'the plan is another than in the name of the file';
  if (plan.cluster !== cluster.name || plan.distribution !== cluster.distribution)
    return 'the plan is of another cluster';
  return plan.leader === server ? undefined : 'the leader of the plan is another server';
}

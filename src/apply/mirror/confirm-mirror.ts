import { setAsideCommand } from '../../cluster/run-mirror.ts';
import type { Emit } from '../../model/event.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { unreachable } from '../../model/unreachable.ts';
import { behind, compareWithMirror, type LocalRun } from './beyond-journal.ts';
import { seeMirrors, type MirrorSearch } from './read-mirrors.ts';

/**
 * Confirms, with the Lease in hand, that no other machine went on with the run of a journal here. The mirror of the
 * leader must be read, because a mirror that cannot be read may have the lines of another machine. A damaged mirror
 * without such lines is set aside, and the run writes a new one. Fails with `journal-behind`, or with what kept us from
 * reading.
 */
export async function confirmMirrorIsOurs(
  search: MirrorSearch & { readonly emit: Emit },
  run: LocalRun,
  leader: string,
): Promise<Result<void>> {
  const { cluster, context, emit, fleet } = search;
  if (!cluster.journal.mirror) return success(undefined);
  const { seen, unasked } = await seeMirrors(search, [leader]);
  if (unasked !== undefined) return unasked;
  const [mirror] = seen;
  if (mirror === undefined) return success(undefined);
  const said = await compareWithMirror(search, run, mirror);
  if (!said.ok) return said;
  switch (said.value.kind) {
    case 'nothing':
      return success(undefined);
    case 'beyond':
      return failed(behind(search, run, { mirror, beyond: said.value.beyond }));
    case 'damaged': {
      const { file } = said.value.mirror;
      const { line, reason } = said.value.damage;
      const aside = setAsideCommand({ cluster: cluster.name, runId: run.runId });
      const moved = await fleet.runner(leader).output(context, aside);
      if (!moved.ok) return moved;
      const failure = { kind: 'mirror-corrupt', server: leader, file, line, reason } as const;
      emit({ type: 'mirror-behind', server: leader, file, failure });
      return success(undefined);
    }
    default:
      return unreachable(said.value);
  }
}

import {
  confirmSnapshot,
  listSnapshots,
  saveSnapshot,
  SNAPSHOT_TIMEOUT_MS,
  snapshotName,
} from '../../cluster/snapshot.ts';
import { confirmDatabaseCopy, copyDatabase, databaseCopy } from '../../cluster/sqlite-copy.ts';
import { snapshotServer } from '../../model/course.ts';
import { success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import { beforeActOf } from '../journal/journal-queries.ts';
import { performStep, type Evidence } from '../steps/perform-step.ts';
import { acting, runnerOf, serverFacts, type Run } from '../run/run.ts';
import { engineTarget } from '../../engine/target.ts';

/**
 * Takes a snapshot of the datastore on one server. The engine copies etcd, and SQLite copies kine's database. A
 * snapshot counts only when listed whole and with a size. Fails with `snapshot-unconfirmed`.
 */
export function takeSnapshot(run: Run, when: 'before' | 'after'): Promise<Result<Evidence>> {
  return run.plan.course.datastore === 'sqlite' ? copyDatabaseOf(run, when) : saveEtcd(run, when);
}

function copyDatabaseOf(run: Run, when: 'before' | 'after'): Promise<Result<Evidence>> {
  const server = snapshotServer(run.plan.course).name;
  const copy = databaseCopy(serverFacts(run, server), snapshotName(run.plan.id, when));
  const runner = runnerOf(run, server);
  const confirm = async (): Promise<Result<Evidence>> => {
    const seen = await confirmDatabaseCopy(acting(run), runner, copy);
    return seen.ok
      ? success({ server, snapshot: seen.value.path, bytes: seen.value.sizeBytes, rows: seen.value.rows })
      : seen;
  };
  return performStep(run, {
    id: `snapshot-${when}`,
    probe: async (recorded) => {
      if (recorded?.kind === 'done' || recorded?.kind === 'found-done') return success(recorded.evidence);
      if (recorded === undefined) return success(undefined);
      // The copy of an earlier process has its name only if the copy was whole.
      const seen = await confirm();
      return success(seen.ok ? seen.value : undefined);
    },
    before: async () => success({ kind: 'none' }),
    act: () => copyDatabase(acting(run), runner, copy, SNAPSHOT_TIMEOUT_MS),
    verify: confirm,
  });
}

function saveEtcd(run: Run, when: 'before' | 'after'): Promise<Result<Evidence>> {
  const server = snapshotServer(run.plan.course).name;
  const name = snapshotName(run.plan.id, when);
  const target = engineTarget(run.cluster.distribution, serverFacts(run, server));
  const runner = runnerOf(run, server);
  const id: StepId = `snapshot-${when}`;
  let said = '';
  const confirm = async (): Promise<Result<Evidence>> => {
    const known = beforeActOf(run.journal.lines, id);
    const before = known?.kind === 'snapshots' ? known.names : [];
    const listed = await confirmSnapshot(acting(run), runner, target, { name, before, said });
    return listed.ok ? success({ server, snapshot: listed.value.name, bytes: listed.value.sizeBytes }) : listed;
  };
  return performStep(run, {
    id,
    probe: async (recorded) => {
      if (recorded?.kind === 'done' || recorded?.kind === 'found-done') return success(recorded.evidence);
      if (recorded === undefined) return success(undefined);
      const listed = await confirm();
      return success(listed.ok ? listed.value : undefined);
    },
    before: async () => {
      const names = await listSnapshots(acting(run), runner, target, name);
      return names.ok ? success({ kind: 'snapshots', names: names.value }) : names;
    },
    act: async () => {
      const saved = await saveSnapshot(acting(run), runner, target, name);
      if (!saved.ok) return saved;
      said = saved.value;
      return success(undefined);
    },
    verify: confirm,
  });
}

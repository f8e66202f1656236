import { readLoaded } from '../../cluster/apiserver.ts';
import { apiserverTarget } from '../../cluster/target.ts';
import { fileOnDisk } from '../../model/is-loaded.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { HOLDS, type Gate, type Look, type StepId } from '../../model/step.ts';
import { judgeLoaded } from '../../plan/judge-gates.ts';
import { lookAtApiserver } from '../gates/apiserver.ts';
import { lookAtUnit } from '../gates/look-at-gate.ts';
import { lastRecordOf } from '../journal/journal-queries.ts';
import { readBackThroughAll } from '../questions/read-back-all.ts';
import { readSavedRevision } from '../questions/ask-datastore.ts';
import { readServerFiles } from '../questions/server-state.ts';
import { runnerOf, serverFacts, watching, type Run } from '../run/run.ts';
import { notAnswered, waitForGate } from '../steps/gate-wait.ts';
import { observeStep, type Evidence } from '../steps/perform-step.ts';
import { allKeysSha256, rescueOf } from './write-encryption-file.ts';

const RELOAD_PERIODS_ALLOWED = 3;
const ROLL = 'reencrypt_finished';

/**
 * Waits until every apiserver has loaded the file with all keys, or with the writing key alone, is ready, and its service active. An apiserver that
 * hangs at its start takes the file up by polling (real-engine.md 4: 70 s). Nothing is restarted. The revision of the datastore's own copy is
 * noted, and must not move: nobody else may use the engine meanwhile.
 */
export function awaitKeys(run: Run, keys: 'all' | 'one'): Promise<Result<Evidence>> {
  const id: StepId = keys === 'all' ? 'all-keys-loaded' : 'one-key-loaded';
  return observeStep(run, id, async () => {
    const servers = rescueOf(run).servers.map(({ server }) => server);
    const results = await Promise.all(servers.map((server) => awaitServer(run, id, { server, keys })));
    const failure = results.find((result) => !result.ok);
    if (failure !== undefined) return failure;
    const saved = await readSavedRevision(run, watching(run));
    if (!saved.ok) return saved;
    const noted = keys === 'one' ? notedRevision(run) : undefined;
    if (noted !== undefined && noted !== saved.value) {
      const [found, expected] = [`revision ${String(saved.value)}`, [`revision ${String(noted)}`]];
      return failed({ kind: 'file-changed', server: run.plan.leader, path: '/bootstrap', found, expected });
    }
    return success({ servers: servers.join(','), savedRevision: saved.value });
  });
}

/** Revision of the datastore's copy when all keys were loaded. */
function notedRevision(run: Run): number | undefined {
  const record = lastRecordOf(run.journal.lines, 'all-keys-loaded');
  const noted = record !== undefined && 'evidence' in record ? record.evidence['savedRevision'] : undefined;
  return typeof noted === 'number' ? noted : undefined;
}

async function awaitServer(
  run: Run,
  step: StepId,
  { server, keys }: { readonly server: string; readonly keys: 'all' | 'one' },
): Promise<Result<undefined>> {
  const { reloadPeriodMs, restartDeadlineMs } = run.cluster.timing;
  const withinMs = Math.max(RELOAD_PERIODS_ALLOWED * reloadPeriodMs, restartDeadlineMs);
  const question = { roll: ROLL, server } as const;
  const looks: readonly (readonly [Gate, () => Promise<Look<undefined>>])[] = [
    ['loaded', () => lookAtFile(run, { server, keys })],
    ['apiserver', () => lookAtApiserver(run, question)],
    ['unit', () => lookAtUnit(run, question)],
  ];
  for (const [gate, look] of looks) {
    const held = await waitForGate(run, { server, gate, step, withinMs }, look);
    if (!held.ok) return held;
  }
  return success(undefined);
}

/** The apiserver has loaded the file on its disk, and that file is the one of this rescue. */
async function lookAtFile(
  run: Run,
  { server, keys }: { readonly server: string; readonly keys: 'all' | 'one' },
): Promise<Look<undefined>> {
  const facts = serverFacts(run, server);
  const [loaded, files] = await Promise.all([
    readLoaded(watching(run), runnerOf(run, server), apiserverTarget(facts)),
    readServerFiles(run, watching(run), server),
  ]);
  if (!files.ok) return notAnswered(files.failure);
  const { file } = files.value;
  const expected = keys === 'all' ? allKeysSha256(run, server) : rescueOf(run).goal.sha256;
  if (file.sha256 !== expected)
    return { kind: 'broken', observed: [`file=${file.sha256}`, `expected=${expected ?? 'unknown'}`] };
  if (!loaded.ok) return notAnswered(loaded.failure);
  const { clockOffsetMs } = facts;
  const when = { nowMs: run.clock.now(), clockOffsetMs, timing: run.cluster.timing };
  const verdict = judgeLoaded(loaded.value, fileOnDisk(file, when));
  if (verdict.kind !== 'holds') return verdict;
  run.emit({ type: 'server-view', view: run.views.loaded(server, file.sha256) });
  return HOLDS;
}

/** Reads every Secret through every apiserver. Fails with `secrets-unreadable`. */
export function readAll(run: Run): Promise<Result<Evidence>> {
  return observeStep(run, 'all-readable', async () => {
    const read = await readBackThroughAll({ ...run, readBack: 'all' }, watching(run));
    if (!read.ok) return read;
    const { total, apiservers } = read.value;
    return success({ total, apiservers });
  });
}

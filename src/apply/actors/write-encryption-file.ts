import { readFile, readFileHash, receiveCommand, returnCommand } from '../../cluster/key-file.ts';
import { sealDirectory } from '../../cluster/sealed-copy.ts';
import { keyLabel } from '../../model/encryption.ts';
import type { Failure } from '../../model/failure.ts';
import type { Rescue, RescueServer } from '../../model/rescue.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import type { RemoteCommand } from '../../remote/remote-command.ts';
import { beforeActOf } from '../journal/journal-queries.ts';
import { readServerFiles } from '../questions/server-state.ts';
import { acting, runnerOf, serverFacts, type Run } from '../run/run.ts';
import { isDeliveryUnknown } from '../steps/lost-answer.ts';
import { performStep, type Evidence } from '../steps/perform-step.ts';
import { prepareFile, type ReadyFile } from './prepare-encryption-file.ts';

/** The rescue of a run's plan. Only a run with one gets here. */
export function rescueOf({ plan }: Pick<Run, 'plan'>): Rescue {
  if (plan.rescue === undefined) throw new Error('a plan without a rescue');
  return plan.rescue;
}

/** The part of one server. */
function partOf(run: Pick<Run, 'plan'>, server: string): RescueServer {
  const part = rescueOf(run).servers.find((one) => one.server === server);
  if (part === undefined) throw new Error(`no part of server ${server} in the rescue`);
  return part;
}

/** SHA-256 of the file with all keys on a server, by the journal, or by the plan for a server that had it. */
export function allKeysSha256(run: Run, server: string): string | undefined {
  const part = partOf(run, server);
  if (part.adding.kind === 'none') return part.beforeSha256;
  const before = beforeActOf(run.journal.lines, `add-key:${server}`);
  return before?.kind === 'file' ? before.afterSha256 : undefined;
}

/**
 * Writes the encryption file with the missing keys on one server. The hash of the new file is known, and journalled, before it is written, so that a
 * resumed run sees whether it was. Fails with `file-changed` for a file that is neither as planned nor as this step leaves it.
 */
export async function addKeys(run: Run, server: string): Promise<Result<Evidence>> {
  const rescue = rescueOf(run);
  const part = partOf(run, server);
  return writeStep(run, {
    id: `add-key:${server}`,
    server,
    expected: [part.beforeSha256],
    evidence: { keys: [rescue.goal.key, ...rescue.missing].map(keyLabel).join(',') },
    prepare: async (path) => {
      const ready = await prepareFile(run, acting(run), { rescue, server: part, path });
      return ready.ok ? success({ ...ready.value, beforeSha256: part.beforeSha256 }) : ready;
    },
  });
}

/** Puts the goal file back on one server, from the copy on its host, or carried from another server. */
export async function returnFile(run: Run, server: string): Promise<Result<Evidence>> {
  const { goal } = rescueOf(run);
  const { returning, beforeSha256 } = partOf(run, server);
  const withAll = allKeysSha256(run, server);
  return writeStep(run, {
    id: `return-file:${server}`,
    server,
    expected: withAll === undefined ? [] : [withAll],
    goal: goal.sha256,
    evidence: { key: keyLabel(goal.key) },
    prepare: async () => {
      const swap = { afterSha256: goal.sha256, beforeSha256: withAll ?? beforeSha256 };
      if (returning.kind !== 'carried') {
        const from = returning.kind === 'own' ? returning.path : sealedFile(run, server);
        return fromOwn(run, { server, from, ...swap });
      }
      const content = await readFile(acting(run), runnerOf(run, returning.from), returning.path);
      if (!content.ok) return content;
      return success({ ...swap, command: (written) => receiveCommand(written, content.value) });
    },
  });
}

/** Puts the file back that a server had before the rescue, from the copy that was sealed first. */
export async function undoFile(run: Run, server: string): Promise<Result<Evidence>> {
  const { beforeSha256 } = partOf(run, server);
  const withAll = allKeysSha256(run, server);
  return writeStep(run, {
    id: `undo:${server}`,
    server,
    expected: withAll === undefined ? [] : [withAll],
    goal: beforeSha256,
    evidence: {},
    prepare: () =>
      fromOwn(run, {
        server,
        from: sealedFile(run, server),
        afterSha256: beforeSha256,
        beforeSha256: withAll ?? beforeSha256,
      }),
  });
}

interface PreparedWrite extends ReadyFile {
  readonly beforeSha256: string;
}

interface WriteStep {
  readonly id: StepId;
  readonly server: string;
  /** Hashes of the file that may be replaced. */
  readonly expected: readonly string[];
  /** The hash of the finished file, where it is known without looking. */
  readonly goal?: string;
  readonly evidence: Evidence;
  readonly prepare: (path: string) => Promise<Result<PreparedWrite>>;
}

function writeStep(run: Run, step: WriteStep): Promise<Result<Evidence>> {
  const { id, server, expected, evidence } = step;
  let ready: PreparedWrite | undefined;
  let lost: Failure | undefined;
  const wanted = (): string | undefined => {
    const before = beforeActOf(run.journal.lines, id);
    return step.goal ?? (before?.kind === 'file' ? before.afterSha256 : undefined);
  };
  const look = async (): Promise<Result<{ readonly path: string; readonly sha256: string }>> => {
    const files = await readServerFiles(run, acting(run), server);
    return files.ok ? success(files.value.file) : files;
  };
  return performStep(run, {
    id,
    probe: async () => {
      const file = await look();
      if (!file.ok) return file;
      const { path, sha256 } = file.value;
      const target = wanted();
      if (sha256 === target) return success({ server, fileSha256: sha256, ...evidence });
      if (expected.includes(sha256)) return success(undefined);
      const known = [...expected, ...(target === undefined ? [] : [target])];
      return failed({ kind: 'file-changed', server, path, found: sha256, expected: known });
    },
    before: async () => {
      const prepared = await step.prepare(pathOn(run, server));
      if (!prepared.ok) return prepared;
      ready = prepared.value;
      return success({ kind: 'file', beforeSha256: ready.beforeSha256, afterSha256: ready.afterSha256 });
    },
    act: async () => {
      if (ready === undefined) throw new Error('a write that was not prepared');
      const { command, beforeSha256, afterSha256 } = ready;
      const line: RemoteCommand = command({ path: pathOn(run, server), beforeSha256, afterSha256 });
      const sent = await runnerOf(run, server).output(acting(run), line);
      if (sent.ok) return success(undefined);
      lost = sent.failure;
      // The file itself shows whether a command without an answer was executed.
      return isDeliveryUnknown(lost) ? success(undefined) : sent;
    },
    verify: async () => {
      const file = await look();
      if (!file.ok) return file;
      const { path, sha256 } = file.value;
      if (sha256 === ready?.afterSha256) return success({ server, fileSha256: sha256, ...evidence });
      if (lost !== undefined && sha256 === ready?.beforeSha256) return failed(lost);
      return failed({ kind: 'file-changed', server, path, found: sha256, expected: [ready?.afterSha256 ?? ''] });
    },
  });
}

/** A copy on the host of the file. A copy that is not what it was is refused before anything is written. */
async function fromOwn(
  run: Run,
  swap: { readonly server: string; readonly from: string; readonly afterSha256: string; readonly beforeSha256: string },
): Promise<Result<PreparedWrite>> {
  const { server, from, afterSha256, beforeSha256 } = swap;
  const copy = await readFileHash(acting(run), runnerOf(run, server), from);
  if (!copy.ok) return copy;
  if (copy.value !== afterSha256) {
    const found = copy.value ?? 'no file';
    return failed({ kind: 'file-changed', server, path: from, found, expected: [afterSha256] });
  }
  return success({ afterSha256, beforeSha256, command: (written) => returnCommand(from, written) });
}

function pathOn(run: Run, server: string): string {
  return `${serverFacts(run, server).dataDir}/server/cred/encryption-config.json`;
}

function sealedFile(run: Run, server: string): string {
  const { dataDir } = serverFacts(run, server);
  return `${sealDirectory({ dataDir, planId: run.plan.id, when: 'before' })}/encryption-config.json`;
}

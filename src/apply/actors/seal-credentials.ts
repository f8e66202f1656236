import { firstAnswer } from '../../cluster/first-answer.ts';
import { makeSecondCopy, verifySecondCopy } from '../../cluster/second-copy.ts';
import { sealCommand, verifySeal } from '../../cluster/sealed-copy.ts';
import { followersOf } from '../../model/course.ts';
import type { KeyName } from '../../model/encryption.ts';
import type { BeforeAct } from '../../model/journal.ts';
import type { ServerFailure } from '../../model/failures/host.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import type { Runner } from '../../remote/runner.ts';
import { newKeyIn, readServerFiles } from '../questions/server-state.ts';
import { performStep, type Evidence } from '../steps/perform-step.ts';
import { pollUntil } from '../steps/poll.ts';
import { acting, controlPlaneNames, runnerOf, serverFacts, type Run } from '../run/run.ts';
import { interrupted } from '../run/interrupted.ts';

/**
 * How long a new key may take to get into the leader's file. The engine writes the file right after its announcement.
 */
const KEY_DEADLINE_MS = 30_000;
const MOST_CHANGES = 2;

/**
 * Copies both credential files on their own host, readable by root only. With the copies a repair takes a minute,
 * without them an etcd restore is needed (measured.md 1).
 * The first copies are made on every control-plane server before the first command. The leader's copy with the new key
 * is made as soon as the leader's file has the key, because at first only the leader has the key. A rewrite that
 * breaks must not leave the new key in a single file (failures.md B11).
 */
export async function sealCredentials(run: Run, when: 'before' | 'new-key'): Promise<Result<Evidence>> {
  if (when === 'new-key') {
    const sealed = await sealNewKey(run);
    return sealed.ok ? sealElsewhere(run, sealed.value) : sealed;
  }
  let last: Result<Evidence> = success({});
  for (const server of controlPlaneNames(run)) {
    last = await sealOn(run, `seal:${server}`, server, { when });
    if (!last.ok) return last;
  }
  return last;
}

/** The copy is made when the key is in the file. Every later form of the file has the key too. */
function sealNewKey(run: Run): Promise<Result<Evidence>> {
  let newKey: KeyName | undefined;
  return sealOn(run, 'seal-new-key', run.plan.leader, {
    when: 'new-key',
    ready: async () => {
      const shown = await awaitNewKey(run);
      if (shown.ok) newKey = shown.value;
      return shown.ok ? success({ kind: 'none' }) : shown;
    },
    evidence: () => (newKey === undefined ? {} : { newKey: newKey.name }),
  });
}

/**
 * The leader's disk may be lost, and with `rotate-keys` the new key is lost with the disk (failures.md B11). The
 * second copy goes to the first other control-plane server that accepts the file. A single control plane has no second
 * copy.
 */
async function sealElsewhere(run: Run, sealed: Evidence): Promise<Result<Evidence>> {
  const others = followersOf(run.plan.course).map(({ name }) => name);
  if (others.length === 0) return success(sealed);
  const { leader } = run.plan;
  const place = { dataDir: serverFacts(run, leader).dataDir, planId: run.plan.id, when: 'new-key' } as const;
  const copy = { place, of: leader };
  let holder = '';
  let made: Evidence = {};
  return performStep(run, {
    id: 'seal-elsewhere',
    // A copy on a server that has since been left out does not count.
    probe: async (recorded) =>
      success(
        (recorded?.kind === 'done' || recorded?.kind === 'found-done') &&
          others.some((name) => name === recorded.evidence['server'])
          ? recorded.evidence
          : undefined,
      ),
    before: async () => success({ kind: 'none' }),
    act: () =>
      firstAnswer<string, void, ServerFailure>(
        { context: acting(run), servers: others, nobody: success(undefined) },
        async (server) => {
          holder = server;
          const copied = await makeSecondCopy(acting(run), between(run, leader, server), copy);
          if (!copied.ok) return copied;
          made = { server, path: copied.value.directory, fileSha256: copied.value.fileSha256 };
          return success(undefined);
        },
      ),
    verify: async () => {
      const verified = await verifySecondCopy(acting(run), between(run, leader, holder), copy);
      return verified.ok ? success(made) : verified;
    },
  });
}

function between(run: Run, from: string, to: string): { readonly from: Runner; readonly to: Runner } {
  return { from: runnerOf(run, from), to: runnerOf(run, to) };
}

async function awaitNewKey(run: Run): Promise<Result<KeyName>> {
  const { leader } = run.plan;
  const waited = await pollUntil<KeyName>(
    { ...acting(run), deadlineAt: run.clock.now() + KEY_DEADLINE_MS },
    async () => {
      const files = await readServerFiles(run, acting(run), leader);
      if (!files.ok) return { kind: 'not-yet', observed: [files.failure.kind] };
      const key = newKeyIn(run, files.value.file);
      const keys = files.value.file.keys.map(({ name }) => name);
      return key === undefined
        ? { kind: 'not-yet', observed: [`keys=${keys.join(',')}`] }
        : { kind: 'holds', value: key };
    },
    () => {},
  );
  if (waited.kind === 'holds') return success(waited.value);
  if (waited.kind === 'aborted') return failed(interrupted(run, 'seal-new-key', 'before'));
  return failed({ kind: 'new-key-missing', server: leader, observed: waited.observed });
}

interface Sealing {
  readonly when: 'before' | 'new-key';
  /** What must hold before the copy is made. */
  readonly ready?: () => Promise<Result<BeforeAct>>;
  readonly evidence?: () => Evidence;
}

function sealOn(run: Run, id: StepId, server: string, sealing: Sealing): Promise<Result<Evidence>> {
  const { when, ready, evidence } = sealing;
  const place = { dataDir: serverFacts(run, server).dataDir, planId: run.plan.id, when };
  const runner = runnerOf(run, server);
  const copy = async (): Promise<Result<void>> => {
    const copied = await runner.output(acting(run), sealCommand(place));
    return copied.ok ? success(undefined) : copied;
  };
  return performStep(run, {
    id,
    // The originals change with the rotation, so a journalled copy is not compared again.
    probe: async (recorded) =>
      success(recorded?.kind === 'done' || recorded?.kind === 'found-done' ? recorded.evidence : undefined),
    before: ready ?? (async () => success({ kind: 'none' })),
    act: copy,
    verify: async () => {
      let sealed = await verifySeal(acting(run), runner, place);
      // A running rewrite may have changed its file in between, at most twice.
      for (
        let again = 0;
        again < MOST_CHANGES && !sealed.ok && sealed.failure.kind === 'seal-unconfirmed';
        again += 1
      ) {
        const copied = await copy();
        if (!copied.ok) return copied;
        sealed = await verifySeal(acting(run), runner, place);
      }
      return sealed.ok
        ? success({ server, path: sealed.value.directory, fileSha256: sealed.value.fileSha256, ...evidence?.() })
        : sealed;
    },
  });
}

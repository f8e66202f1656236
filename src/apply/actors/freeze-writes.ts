import { apiserverTarget } from '../../cluster/target.ts';
import { firstAnswer } from '../../cluster/first-answer.ts';
import {
  freezeCommands,
  readFreeze,
  sendFreezeCommands,
  unfreezeCommands,
  type FreezeState,
  type FrozenOperations,
} from '../../cluster/freeze.ts';
import { listSecretNames } from '../../cluster/census.ts';
import { tryUpdates } from '../../cluster/try-updates.ts';
import { rollsEarly } from '../../model/course.ts';
import type { FreezeWish } from '../../model/failures/engine.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { askDatastore } from '../questions/ask-datastore.ts';
import { performStep, type Evidence } from '../steps/perform-step.ts';
import { pollUntil } from '../steps/poll.ts';
import { acting, controlPlaneNames, runnerOf, serverFacts, type Run } from '../run/run.ts';

/**
 * In the measurement every apiserver enforced a new policy, and dropped a removed policy, within a second
 * (measured.md 6).
 */
const IN_FORCE_WITHIN_MS = 60_000;

/**
 * Refuses writes of Secrets, and checks that every apiserver refuses them and that the leader would let the engine's
 * rewrite through.
 * `again` means that a rewrite may be running. An apiserver that does not answer is then skipped, because a silent
 * apiserver takes no writes either.
 */
export function freezeWrites(
  run: Run,
  { again, deletes }: { readonly again: boolean; readonly deletes: boolean },
): Promise<Result<Evidence>> {
  const state = deletes ? 'writes-and-deletes' : 'writes';
  const wish: Wish = { wanted: again ? 'frozen-again' : 'frozen', state, again };
  return performStep(run, {
    id: 'freeze-writes',
    // The journal does not count here, because an ending of the run may have removed the policy.
    probe: async () => success((await isEverywhere(run, wish)) ? evidenceOf(run) : undefined),
    before: async () => success({ kind: 'none' }),
    act: () => applyFreeze(run, state),
    verify: async () => {
      const everywhere = await awaitEverywhere(run, wish);
      if (!everywhere.ok || again) return everywhere;
      const passes = await seeRewritePass(run);
      return passes.ok ? everywhere : passes;
    },
  });
}

/** Allows deletes of Secrets again, because a finished rewrite cannot miss a deleted Secret. Writes stay refused. */
export function allowDeletes(run: Run): Promise<Result<Evidence>> {
  const wish: Wish = { wanted: 'deletes-allowed', state: 'writes', again: true };
  return performStep(run, {
    id: 'allow-deletes',
    probe: async () => success((await isEverywhere(run, wish)) ? evidenceOf(run) : undefined),
    before: async () => success({ kind: 'none' }),
    act: () => applyFreeze(run, 'writes'),
    verify: () => awaitEverywhere(run, wish),
  });
}

/**
 * Allows writes of Secrets again while the engine rewrites, when every apiserver has loaded both keys. Deletions stay
 * refused, because the engine gives up at a Secret that was deleted after its listing (measured.md 9). Checks that every
 * apiserver takes writes. Nothing is probed, because writes that somebody else allowed say nothing about deletions.
 */
export function allowWrites(run: Run): Promise<Result<Evidence>> {
  return performStep(run, {
    id: 'allow-writes',
    probe: async () => success(undefined),
    before: async () => success({ kind: 'none' }),
    act: () => applyFreeze(run, 'deletes'),
    verify: () => awaitEverywhere(run, OPEN),
  });
}

/** Applies the policy through the first control-plane server that accepts the request. */
function applyFreeze(run: Run, frozen: FrozenOperations): Promise<Result<void>> {
  const context = acting(run);
  return firstAnswer({ context, servers: controlPlaneNames(run), nobody: success(undefined) }, (server) => {
    const commands = freezeCommands(apiserverTarget(serverFacts(run, server)), run.plan.distribution, frozen);
    return sendFreezeCommands(context, runnerOf(run, server), commands);
  });
}

/**
 * The engine rewrites through its own server's apiserver, and gives up at the first update that is refused
 * (failures.md B5).
 */
async function seeRewritePass(run: Run): Promise<Result<void>> {
  const { leader, distribution } = run.plan;
  const context = acting(run);
  const secrets = await askDatastore(run, context, (runner, target) => listSecretNames(context, runner, target));
  if (!secrets.ok) return secrets;
  const target = apiserverTarget(serverFacts(run, leader));
  const tried = await tryUpdates(context, runnerOf(run, leader), target, {
    secrets: secrets.value,
    distribution,
    amount: 'all',
  });
  if (!tried.ok) return tried;
  const { tried: count, refused, names } = tried.value;
  if (refused === 0) return success(undefined);
  return failed({ kind: 'freeze-blocks-rewrite', server: leader, tried: count, refused, names });
}

/**
 * Lets every client write Secrets again, and checks that every apiserver does. After an early roll writes are open
 * while the policy still refuses deletions, so the policy is removed in any case.
 */
export function unfreezeWrites(run: Run): Promise<Result<Evidence>> {
  return performStep(run, {
    id: 'unfreeze-writes',
    probe: async () =>
      success(!rollsEarly(run.plan.course) && (await isEverywhere(run, OPEN)) ? evidenceOf(run) : undefined),
    before: async () => success({ kind: 'none' }),
    act: () => liftFreeze(run),
    verify: () => awaitEverywhere(run, OPEN),
  });
}

/** Removes the policy through the first control-plane server that accepts the request. */
export function liftFreeze(run: Run): Promise<Result<void>> {
  const context = acting(run);
  return firstAnswer({ context, servers: controlPlaneNames(run), nobody: success(undefined) }, (server) =>
    sendFreezeCommands(context, runnerOf(run, server), unfreezeCommands(apiserverTarget(serverFacts(run, server)))),
  );
}

interface Wish {
  readonly wanted: FreezeWish;
  readonly state: FreezeState;
  /** Skip an apiserver that does not answer. */
  readonly again: boolean;
}

const OPEN: Wish = { wanted: 'open', state: 'open', again: false };

function evidenceOf(run: Run): Evidence {
  return { apiservers: controlPlaneNames(run).length };
}

async function isEverywhere(run: Run, wish: Wish): Promise<boolean> {
  return (await lookEverywhere(run)).every((look) => fits(look, wish));
}

interface FreezeLook {
  readonly server: string;
  /** The state of the apiserver, or why the state is unknown. */
  readonly seen: string;
  readonly answered: boolean;
}

function fits({ seen, answered }: FreezeLook, { state, again }: Wish): boolean {
  return seen === state || (again && !answered);
}

function lookEverywhere(run: Run): Promise<readonly FreezeLook[]> {
  return Promise.all(
    controlPlaneNames(run).map(async (server) => {
      const target = apiserverTarget(serverFacts(run, server));
      const read = await readFreeze(acting(run), runnerOf(run, server), target, run.plan.distribution);
      return { server, seen: read.ok ? read.value : read.failure.kind, answered: read.ok };
    }),
  );
}

async function awaitEverywhere(run: Run, wish: Wish): Promise<Result<Evidence>> {
  const waited = await pollUntil(
    { ...acting(run), deadlineAt: run.clock.now() + IN_FORCE_WITHIN_MS },
    async () => {
      const others = (await lookEverywhere(run)).filter((look) => !fits(look, wish));
      const observed = others.map(({ server, seen }) => `${server}: ${seen}`);
      return others.length === 0 ? { kind: 'holds', value: evidenceOf(run) } : { kind: 'not-yet', observed };
    },
    () => {},
  );
  if (waited.kind === 'holds') return success(waited.value);
  if (waited.kind === 'aborted') return failed({ kind: 'interrupted', at: undefined });
  return failed({ kind: 'freeze-unconfirmed', wanted: wish.wanted, observed: waited.observed });
}

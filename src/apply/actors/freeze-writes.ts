import { firstAnswer } from '../../cluster/first-answer.ts';
import { freezeCommands, readFreeze, sendFreezeCommands, thawCommands } from '../../cluster/freeze.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { performStep, type Evidence } from '../perform-step.ts';
import { pollUntil } from '../poll.ts';
import { acting, controlPlanes, runnerOf, serverFacts, type Run } from '../run.ts';
import { apiserverTarget } from '../targets.ts';

/** A policy was in force, and gone, on every apiserver within a second (measured.md 6). */
const IN_FORCE_WITHIN_MS = 60_000;

/**
 * Refuses writes of Secrets, and sees that every apiserver does; the engine's own go on.
 * `again`: one that does not answer is passed over, because it takes no writes either.
 */
export function freezeWrites(run: Run, { again }: { readonly again: boolean }): Promise<Result<Evidence>> {
  return performStep(run, {
    id: 'freeze-writes',
    // What the journal says does not count: an ending of the run may have lifted it.
    probe: async () => success((await isEverywhere(run, { wanted: 'frozen', again })) ? evidenceOf(run) : undefined),
    before: async () => success({ kind: 'none' }),
    act: () => {
      const { leader, distribution } = run.plan;
      const commands = freezeCommands(apiserverTarget(serverFacts(run, leader)), distribution);
      return sendFreezeCommands(acting(run), runnerOf(run, leader), commands);
    },
    verify: () => awaitEverywhere(run, { wanted: 'frozen', again }),
  });
}

/** Lets everybody write Secrets again, and sees that every apiserver does. */
export function thawWrites(run: Run): Promise<Result<Evidence>> {
  return performStep(run, {
    id: 'thaw-writes',
    probe: async () =>
      success((await isEverywhere(run, { wanted: 'open', again: false })) ? evidenceOf(run) : undefined),
    before: async () => success({ kind: 'none' }),
    act: () => liftFreeze(run),
    verify: () => awaitEverywhere(run, { wanted: 'open', again: false }),
  });
}

/** Removes the policy, through the first control-plane server that takes it. */
export function liftFreeze(run: Run): Promise<Result<void>> {
  const context = acting(run);
  return firstAnswer({ context, servers: controlPlanes(run), nobody: success(undefined) }, (server) =>
    sendFreezeCommands(context, runnerOf(run, server), thawCommands(apiserverTarget(serverFacts(run, server)))),
  );
}

interface Wish {
  readonly wanted: 'frozen' | 'open';
  /** Pass over an apiserver that does not answer. */
  readonly again: boolean;
}

function evidenceOf(run: Run): Evidence {
  return { apiservers: controlPlanes(run).length };
}

async function isEverywhere(run: Run, wish: Wish): Promise<boolean> {
  return (await lookEverywhere(run)).every((look) => fits(look, wish));
}

interface FreezeLook {
  readonly server: string;
  /** How the apiserver stands, or why it did not say. */
  readonly seen: string;
  readonly answered: boolean;
}

function fits({ seen, answered }: FreezeLook, { wanted, again }: Wish): boolean {
  return seen === wanted || (again && !answered);
}

function lookEverywhere(run: Run): Promise<readonly FreezeLook[]> {
  return Promise.all(
    controlPlanes(run).map(async (server) => {
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

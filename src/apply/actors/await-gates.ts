import { startRefusedOn } from '../questions/start-refused.ts';
import { gatesProvedAlone, LOADED_GATES, restartsContainers } from '../../model/course.ts';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Gate, StepId } from '../../model/step.ts';
import type { Roll } from '../../model/strategy.ts';
import { heldByAlerts } from '../../plan/alerts.ts';
import { restartRecordOf } from '../../plan/one-more-restart.ts';
import { lookAtGate } from '../gates/look-at-gate.ts';
import { waitForGate } from '../steps/gate-wait.ts';
import { lastIntendedRestart } from '../journal/journal-queries.ts';
import { failStep, observeStep, performStep, type Evidence } from '../steps/perform-step.ts';
import { bringingBack, watching, type Run } from '../run/run.ts';
import { interrupted } from '../run/interrupted.ts';

/**
 * An apiserver polls its file once in a period. Two more periods cover a poll that just missed the change and a slow
 * load.
 */
const RELOAD_PERIODS_ALLOWED = 3;
/** The engine's own requests to etcd time out long before. */
const SAVE_DEADLINE_MS = 120_000;

/**
 * Waits until one gate of a server holds. `loaded`, `canary` and `saved` are no restarts and have deadlines of their
 * own. The canary gate writes a Secret, so the gate is a step with an intention.
 * The first Ctrl-C ends the waits before a restart and for a load. The gates of a server that was taken out of the
 * cluster are waited for to their end.
 */
export async function awaitGate(
  given: Run,
  input: { readonly roll: Roll; readonly server: string; readonly gate: Gate },
): Promise<Result<unknown>> {
  const { server, gate } = input;
  const run = isTakenOut(gate) ? bringingBack(given) : given;
  const step = stepOfGate(run, input);
  if (run.interrupts.soft.aborted) return failed(interrupted(run, step, 'before'));
  const wait = { server, gate, step, withinMs: deadlineMs(run, gate) };
  const look = () => waitForGate(run, wait, () => lookAtGate(run, gate, input));
  // The step of a server without a canary ends here, and is a look.
  if (gate === 'loaded' && !gatesProvedAlone(input.roll).includes('canary'))
    return observeStep(run, step, async () => evidenceOf([server], await look()));
  // The step ends with the canary, so listeners must see the step already during the wait for `loaded`.
  if (gate === 'loaded') run.progress.started(step);
  if (gate === 'canary') return writingStep(run, step, async () => evidenceOf([server], await look()));
  const held = await look();
  if (held.ok || held.failure.kind === 'interrupted') return held;
  return failGate(run, step, await explained(run, { server, gate }, held.failure));
}

/** Whether a gate concerns a server that this run has taken out of the cluster. */
function isTakenOut(gate: Gate): boolean {
  return gate !== 'cluster' && gate !== 'saved' && !LOADED_GATES.includes(gate);
}

/** The step behind a gate. The second look at the whole cluster belongs to the stop of the container. */
function stepOfGate(
  run: Run,
  { roll, server, gate }: { readonly roll: Roll; readonly server: string; readonly gate: Gate },
): StepId {
  if (LOADED_GATES.includes(gate)) return `loaded:${roll}:${server}`;
  const step: StepId = `restart:${roll}:${server}`;
  const isRestarted = gate === 'cluster' && restartRecordOf(run.journal.lines, step) === 'done';
  return isRestarted && restartsContainers(run.plan.course) ? `container:${roll}:${server}` : step;
}

/** A service that does not run may log the reason, and alerts are no fault of a server. */
async function explained(
  run: Run,
  { server, gate }: { readonly server: string; readonly gate: Gate },
  failure: Failure,
): Promise<Failure> {
  if (gate === 'cluster') return heldByAlerts(failure, server);
  if ((gate !== 'unit' && gate !== 'saved') || !('observed' in failure)) return failure;
  return (await startRefusedOn(run, server, failure.observed)) ?? failure;
}

/**
 * The failure is journalled because a resumed run reads it. A server that stays behind after its extra restart needs
 * the operator (failures.md 7.3).
 */
function failGate(run: Run, step: StepId, failure: Failure): Result<never> {
  const told = failStep(run, step, failure);
  const isBehindAgain = failure.kind === 'gate-timed-out' && restartRecordOf(run.journal.lines, step) === 'stale-again';
  if (!isBehindAgain) return told;
  const { server, gate, observed } = failure;
  // Before the leader's restart in a rotation begun elsewhere, the datastore's files differ from the leader's, so the
  // leader's files were never saved.
  const { leader, course } = run.plan;
  const place = (name: string): number => course.order.findIndex((one) => one.name === name);
  if (place(server) < place(leader)) return failed({ kind: 'gate-broken', server: leader, gate: 'saved', observed });
  return failed({ kind: 'gate-broken', server, gate, observed });
}

/**
 * Waits for `loaded` of several servers side by side, then for the canary of each. The waits cover all servers and
 * return the first failure. A canary under a new key makes lists of Secrets fail through an apiserver that has not
 * loaded the key, so no canary is written before all have loaded.
 */
export function awaitApiservers(
  run: Run,
  input: { readonly roll: Roll; readonly servers: readonly string[] },
): Promise<Result<Evidence>> {
  const { roll, servers } = input;
  const id: StepId = `loaded:${roll}`;
  return writingStep(run, id, async () => {
    for (const gate of LOADED_GATES) {
      const held = await Promise.all(servers.map((server) => awaitOne(run, { roll, server, gate }, id)));
      const missed = held.find((one) => !one.ok);
      if (missed !== undefined && !missed.ok) return missed;
    }
    return success({ servers: servers.join(',') });
  });
}

/**
 * A step whose act may be repeated at will. A resumed run looks again and trusts no earlier look, but adds no journal
 * line.
 */
function writingStep(run: Run, id: StepId, look: () => Promise<Result<Evidence>>): Promise<Result<Evidence>> {
  return performStep(run, {
    id,
    probe: async (recorded) => (recorded?.kind === 'done' ? look() : success(undefined)),
    before: async () => success({ kind: 'none' }),
    act: async () => success(undefined),
    verify: look,
  });
}

function evidenceOf(servers: readonly string[], held: Result<unknown>): Result<Evidence> {
  return held.ok ? success({ servers: servers.join(',') }) : held;
}

function deadlineMs(run: Run, gate: Gate): number {
  if (gate === 'saved') return SAVE_DEADLINE_MS;
  return gate === 'loaded' ? loadDeadlineMs(run) : run.cluster.timing.restartDeadlineMs;
}

function loadDeadlineMs(run: Run): number {
  const { reloadPeriodMs, restartDeadlineMs } = run.cluster.timing;
  return Math.max(RELOAD_PERIODS_ALLOWED * reloadPeriodMs, restartDeadlineMs);
}

function awaitOne(
  run: Run,
  { roll, server, gate }: { readonly roll: Roll; readonly server: string; readonly gate: Gate },
  step: StepId,
): Promise<Result<unknown>> {
  const wait = { server, gate, step, withinMs: loadDeadlineMs(run) };
  return waitForGate(run, wait, () => lookAtGate(run, gate, { roll, server }));
}

/**
 * Rechecks the health gates until the stability window ends. The window starts when the gates first held. In a resumed
 * run only the server that was restarted last gets a new window. The servers before it have already had theirs. A
 * server that fails a second look was only apparently healthy (failures.md 3: rke2#3004, lablabs#65).
 */
export async function holdStable(
  given: Run,
  input: { readonly roll: Roll; readonly server: string; readonly gates: readonly Gate[] },
): Promise<Result<undefined>> {
  const { roll, server, gates } = input;
  const run = bringingBack(given);
  const step: StepId = `restart:${roll}:${server}`;
  const windowMs = run.cluster.timing.stabilityWindowMs;
  const isSettled = lastIntendedRestart(run.journal.lines) !== step;
  const endsAt = run.clock.now() + (isSettled ? 0 : windowMs);
  while (run.clock.now() < endsAt) {
    await run.clock.sleep(Math.min(1_000, endsAt - run.clock.now()), run.interrupts.soft);
    if (run.interrupts.soft.aborted) return failed(interrupted(run, step, 'during'));
    const looked = await lookAtAll(run, { roll, server, gates });
    if (!looked.ok) return looked;
  }
  run.emit({ type: 'server-view', view: run.views.health(server, 'healthy') });
  const durationMs = run.restarts.durationOf(step);
  run.progress.finished(step, { durationMs, found: !run.restarts.wasSent(step), evidence: { server } });
  return success(undefined);
}

async function lookAtAll(
  run: Run,
  input: { readonly roll: Roll; readonly server: string; readonly gates: readonly Gate[] },
): Promise<Result<undefined>> {
  const { roll, server, gates } = input;
  const looks = await Promise.all(
    gates.map(async (gate) => ({ gate, look: await lookAtGate(run, gate, { roll, server }) })),
  );
  const gone = looks.find(({ look }) => look.kind !== 'holds');
  if (gone === undefined || gone.look.kind === 'holds') return success(undefined);
  if (watching(run).signal.aborted) return failed(interrupted(run, `restart:${roll}:${server}`, 'during'));
  run.emit({ type: 'server-view', view: run.views.health(server, 'unhealthy') });
  return failed({
    kind: 'gate-timed-out',
    server,
    gate: gone.gate,
    waitedMs: run.cluster.timing.stabilityWindowMs,
    observed: gone.look.observed,
    heldBefore: true,
  });
}

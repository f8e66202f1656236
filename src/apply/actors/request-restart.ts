import type { RestartResult } from '../../../machines/contract.ts';
import { restartUnitCommand } from '../../cluster/unit.ts';
import { ENGINES } from '../../engine/distribution.ts';
import { hasApiserver } from '../../model/course.ts';
import type { Failure } from '../../model/failure.ts';
import { success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import type { Roll } from '../../model/strategy.ts';
import { restartRecordOf } from '../../plan/one-more-restart.ts';
import { isWindowClosed } from './await-window.ts';
import { lookAgain } from '../gates/cluster.ts';
import { lookAtStage, lookAtUnit } from '../gates/look-at-gate.ts';
import { beforeActOf } from '../journal/journal-queries.ts';
import { readServerNode, readUnitOf } from '../questions/server-state.ts';
import { performStep, type Evidence } from '../steps/perform-step.ts';
import { acting, runnerOf, type Run } from '../run/run.ts';
import { isDeliveryUnknown, waitForEffect } from '../steps/lost-answer.ts';

/**
 * Asks systemd to restart the engine on one server and checks that a new invocation began. Health belongs to the
 * gates. The request uses `--no-block`, because the restart itself may never return (failures.md 3).
 * If systemd's InvocationID differs from the one recorded before the intention, the restart has happened and is
 * skipped. Two exceptions restart again: the leader after the engine aborted a rewrite, and, in a resumed run, a
 * server that came back with its old stage (failures.md B7, 7.3). Answers `late` where the window of an early roll has
 * closed, and sends nothing then.
 */
export async function requestRestart(
  run: Run,
  input: { readonly roll: Roll; readonly server: string },
): Promise<RestartResult> {
  const { roll, server } = input;
  const id: StepId = `restart:${roll}:${server}`;
  run.restarts.began(id);
  // The act sets `lost` when the answer was lost, so that the request may not have arrived.
  let lost: Failure | undefined;
  let sentAt = run.clock.now();
  let late = false;
  const performed = await performStep(run, {
    id,
    endsLater: true,
    probe: async (recorded) => {
      const stands = restartRecordOf(run.journal.lines, id);
      if (stands === 'rewrite-aborted-since') return success(undefined);
      if (stands !== 'open') {
        const again = stands === 'restarted-but-stale' && (await isStillBehind(run, input));
        return success(again || recorded === undefined || !('evidence' in recorded) ? undefined : recorded.evidence);
      }
      const before = beforeActOf(run.journal.lines, id);
      if (before?.kind !== 'unit') return success(undefined);
      const unit = await readUnitOf(run, acting(run), server);
      if (!unit.ok) return unit;
      return success(
        unit.value.invocationId === before.invocationId ? undefined : { invocationId: unit.value.invocationId },
      );
    },
    before: async () => {
      const [unit, node] = await Promise.all([
        readUnitOf(run, acting(run), server),
        readServerNode(run, acting(run), server),
      ]);
      if (!node.ok) return node;
      run.restarts.heartbeatSeen(server, node.value.heartbeatAt);
      return unit.ok ? success({ kind: 'unit', invocationId: unit.value.invocationId }) : unit;
    },
    act: async () => {
      const fresh = await lookAgain(run, input);
      if (!fresh.ok) return fresh;
      late = roll === 'early' && (await isWindowClosed(run, server));
      if (late) return success('withdrawn');
      run.emit({ type: 'server-view', view: run.views.restarting(server) });
      run.restarts.sent(id);
      sentAt = run.clock.now();
      const sent = await runnerOf(run, server).output(
        acting(run),
        restartUnitCommand(ENGINES[run.cluster.distribution].unit),
      );
      // After a broken connection the delivery of the request is unknown. The invocation shows whether systemd got the
      // request.
      if (sent.ok) return success(undefined);
      lost = sent.failure;
      return isDeliveryUnknown(lost) ? success(undefined) : sent;
    },
    verify: async () => {
      const begun = await awaitNewInvocation(run, id, server, lost);
      if (begun.ok && endsApiserver(run, server)) run.outages.seen(server, false, sentAt);
      return begun;
    },
  });
  if (!performed.ok) return performed;
  return late ? { ok: true, late: true } : { ok: true };
}

/** On K3s the apiserver is in the process that a restart ends. On RKE2 the apiserver keeps running. */
function endsApiserver({ plan: { course } }: Run, server: string): boolean {
  const own = course.order.find(({ name }) => name === server);
  return course.apiserverReload === 'at-restart' && own !== undefined && hasApiserver(own);
}

/** The server is up with another stage than the roll's. Only such a server is restarted once more. */
async function isStillBehind(run: Run, question: { readonly roll: Roll; readonly server: string }): Promise<boolean> {
  const [unit, stage] = await Promise.all([lookAtUnit(run, question), lookAtStage(run, question)]);
  return unit.kind === 'holds' && stage.kind === 'not-yet';
}

/**
 * `lost` is why the answer to the request is not known. The wait fails with `lost` when the service runs on as if no
 * restart had been requested.
 */
async function awaitNewInvocation(
  run: Run,
  id: StepId,
  server: string,
  lost: Failure | undefined,
): Promise<Result<Evidence>> {
  const before = beforeActOf(run.journal.lines, id);
  const old = before?.kind === 'unit' ? before.invocationId : '';
  const withinMs = run.cluster.timing.restartDeadlineMs;
  return waitForEffect<Evidence>(
    run,
    { server, gate: 'unit', step: id, withinMs, uninterrupted: true },
    lost,
    async () => {
      const unit = await readUnitOf(run, acting(run), server);
      if (!unit.ok) return { seen: { kind: 'not-yet', observed: [unit.failure.kind] }, asBefore: false };
      const { invocationId, activeState, subState } = unit.value;
      const isNew = invocationId !== old && invocationId !== '';
      const observed = [`ActiveState=${activeState}`, `SubState=${subState}`];
      return {
        seen: isNew ? { kind: 'holds', value: { invocationId } } : { kind: 'not-yet', observed },
        asBefore: invocationId === old && activeState === 'active',
      };
    },
  );
}

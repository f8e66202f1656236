import type { RestartResult } from '../../../machines/contract.ts';
import { readApiserverContainer, stopContainerCommand } from '../../cluster/container.ts';
import type { Failure } from '../../model/failure.ts';
import { success } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import type { Roll } from '../../model/strategy.ts';
import { lacksBothKeys } from './await-window.ts';
import { lookAgain } from '../gates/cluster.ts';
import { beforeActOf } from '../journal/journal-queries.ts';
import { performStep, type Evidence } from '../steps/perform-step.ts';
import { acting, runnerOf, serverFacts, type Run } from '../run/run.ts';
import { isDeliveryUnknown, waitForEffect } from '../steps/lost-answer.ts';

/**
 * Stops the kube-apiserver's container of one server, as the security guide does. The kubelet starts a new container.
 * RKE2 only. A container other than the one before the intention means that the stop has already happened. The wait
 * allows for the kubelet's back-off. Answers `late` where a follower of an early roll has come back without both keys,
 * and stops nothing then.
 */
export async function restartApiserver(
  run: Run,
  input: { readonly roll: Roll; readonly server: string },
): Promise<RestartResult> {
  const { roll, server } = input;
  const id: StepId = `container:${roll}:${server}`;
  const { dataDir } = serverFacts(run, server);
  const runner = runnerOf(run, server);
  const current = () => readApiserverContainer(acting(run), runner, dataDir);
  let stopping = '';
  // The act sets `lost` when the answer was lost, so that the request may not have arrived.
  let lost: Failure | undefined;
  let late = false;
  const performed = await performStep(run, {
    id,
    probe: async (recorded) => {
      if (recorded?.kind === 'done' || recorded?.kind === 'found-done') return success(recorded.evidence);
      const before = beforeActOf(run.journal.lines, id);
      if (before?.kind !== 'container') return success(undefined);
      const container = await current();
      if (!container.ok) return container;
      const isNew = container.value !== undefined && container.value !== before.id;
      return success(isNew ? { container: container.value ?? '' } : undefined);
    },
    before: async () => {
      const container = await current();
      if (!container.ok) return container;
      stopping = container.value ?? '';
      return success({ kind: 'container', id: stopping });
    },
    act: async () => {
      // No container runs, so the kubelet is already starting a new one.
      if (stopping === '') return success(undefined);
      const fresh = await lookAgain(run, input);
      if (!fresh.ok) return fresh;
      if (roll === 'early') {
        const lacking = await lacksBothKeys(run, server);
        if (!lacking.ok) return lacking;
        late = lacking.value;
        if (late) return success('withdrawn');
      }
      const stopped = await runner.output(acting(run), stopContainerCommand(dataDir, stopping));
      if (stopped.ok) return success(undefined);
      lost = stopped.failure;
      if (isDeliveryUnknown(lost)) return success(undefined);
      // The container had ended by itself, so nothing is left to do.
      const now = await current();
      return now.ok && now.value !== stopping ? success(undefined) : stopped;
    },
    verify: () =>
      waitForEffect<Evidence>(
        run,
        { server, gate: 'apiserver', step: id, withinMs: run.cluster.timing.restartDeadlineMs, uninterrupted: true },
        lost,
        async () => {
          const container = await current();
          run.outages.seen(server, false, run.clock.now());
          if (!container.ok) return { seen: { kind: 'not-yet', observed: [container.failure.kind] }, asBefore: false };
          const isNew = container.value !== undefined && container.value !== stopping;
          return {
            seen: isNew
              ? { kind: 'holds', value: { container: container.value ?? '' } }
              : { kind: 'not-yet', observed: ['no new container'] },
            asBefore: container.value === stopping,
          };
        },
      ),
  });
  if (!performed.ok) return performed;
  return late ? { ok: true, late: true } : { ok: true };
}

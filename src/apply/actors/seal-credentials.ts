import { sealCommand, verifySeal } from '../../cluster/sealed-copy.ts';
import { success, type Result } from '../../model/result.ts';
import type { StepId } from '../../model/step.ts';
import { performStep, type Evidence } from '../perform-step.ts';
import { acting, controlPlanes, runnerOf, serverFacts, type Run } from '../run.ts';

/**
 * Copies of both credential files, on their own host, root only. They are the difference between a repair of a minute and an
 * etcd restore (measured.md 1). Before the first command on every control-plane server; the new key on the leader, which alone has it.
 */
export async function sealCredentials(run: Run, when: 'before' | 'new-key'): Promise<Result<Evidence>> {
  if (when === 'new-key') return sealOn(run, 'seal-new-key', run.plan.leader, when);
  let last: Result<Evidence> = success({});
  for (const server of controlPlanes(run)) {
    last = await sealOn(run, `seal:${server}`, server, when);
    if (!last.ok) return last;
  }
  return last;
}

function sealOn(run: Run, id: StepId, server: string, when: 'before' | 'new-key'): Promise<Result<Evidence>> {
  const place = { dataDir: serverFacts(run, server).dataDir, planId: run.plan.id, when };
  const runner = runnerOf(run, server);
  return performStep(run, {
    id,
    // The originals change with the rotation: a copy that is journalled is not compared again.
    probe: async (recorded) =>
      success(recorded?.kind === 'done' || recorded?.kind === 'found-done' ? recorded.evidence : undefined),
    before: async () => success({ kind: 'none' }),
    act: async () => {
      const copied = await runner.output(acting(run), sealCommand(place));
      return copied.ok ? success(undefined) : copied;
    },
    verify: async () => {
      const sealed = await verifySeal(acting(run), runner, place);
      return sealed.ok
        ? success({ server, path: sealed.value.directory, fileSha256: sealed.value.fileSha256 })
        : sealed;
    },
  });
}

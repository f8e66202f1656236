import { apiserverTarget } from '../../cluster/target.ts';
import { deleteCanary } from '../../cluster/canary.ts';
import { transientUnitName } from '../../engine/stage-command.ts';
import { clearTransientUnit } from '../../engine/transient-unit.ts';
import { success, type Result } from '../../model/result.ts';
import { performStep, type Evidence } from '../steps/perform-step.ts';
import { acting, controlPlaneNames, runnerOf, serverFacts, type Run } from '../run/run.ts';
import { commandsOfCourse } from '../commands/step-commands.ts';

/**
 * Removes what only the run needed, namely the canaries and the ended units of the stage commands. Sealed copies stay.
 */
export function cleanUp(run: Run): Promise<Result<Evidence>> {
  const { leader } = run.plan;
  return performStep(run, {
    id: 'clean-up',
    probe: async (recorded) => success(recorded?.kind === 'done' ? recorded.evidence : undefined),
    before: async () => success({ kind: 'none' }),
    act: async () => {
      for (const server of controlPlaneNames(run)) {
        const deleted = await deleteCanary(
          acting(run),
          runnerOf(run, leader),
          apiserverTarget(serverFacts(run, leader)),
          server,
        );
        if (!deleted.ok) return deleted;
      }
      for (const command of commandsOfCourse(run.plan.course)) {
        const cleared = await runnerOf(run, leader).output(
          acting(run),
          clearTransientUnit(transientUnitName(run.plan.id, command)),
        );
        if (!cleared.ok) return cleared;
      }
      return success(undefined);
    },
    verify: async () => success({ canaries: controlPlaneNames(run).length }),
  });
}

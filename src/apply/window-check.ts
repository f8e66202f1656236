import type { Emit } from '../model/event.ts';
import type { Entry } from '../model/entry.ts';
import type { Failure } from '../model/failure.ts';
import type { WindowStanding } from '../model/failures/unattended.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import { stepsLeft } from '../plan/steps-left.ts';
import { neededMs, windowVerdict } from '../plan/maintenance-window.ts';
import type { RotateOptions } from './rotate-options.ts';

type Options = Pick<RotateOptions, 'cluster' | 'clock'>;

/** Why a run of this plan must not begin now, by the maintenance windows. */
export function windowRefusal({ cluster, clock }: Options, plan: Plan): Failure | undefined {
  const { windows } = cluster.rotation;
  const estimateMs = plan.steps.reduce((sum, step) => sum + step.estimateMs, 0);
  const needsMs = neededMs(estimateMs);
  const verdict = windowVerdict(windows, { nowMs: clock.wall(), needsMs });
  if (verdict.kind === 'fits') return undefined;
  return {
    kind: 'outside-window',
    ...standing(windows, verdict.closesAtMs),
    estimateMs,
    neededMs: needsMs,
    opens:
      verdict.kind === 'never'
        ? undefined
        : { at: new Date(verdict.next.fromMs).toISOString(), zone: verdict.next.zone },
    longestMs: verdict.kind === 'never' ? verdict.longestMs : undefined,
  };
}

/**
 * Warns that a resumed run may not end inside a window. The run is not refused, because Secrets under two keys are
 * worse than a restart at the wrong hour. The remaining time is the one of `--resume --dry-run`.
 */
export function warnOutsideWindow(
  { cluster, clock, emit }: Options & { readonly emit: Emit },
  plan: Plan,
  entry: Entry,
  lines: readonly JournalLine[],
): void {
  const { windows } = cluster.rotation;
  const leftMs = stepsLeft(plan, entry, lines).reduce((sum, { estimateMs }) => sum + estimateMs, 0);
  const verdict = windowVerdict(windows, { nowMs: clock.wall(), needsMs: leftMs });
  if (verdict.kind !== 'fits') emit({ type: 'outside-window', ...standing(windows, verdict.closesAtMs), leftMs });
}

function standing(windows: Options['cluster']['rotation']['windows'], closesAtMs: number | undefined): WindowStanding {
  return {
    windows: windows.map(({ text }) => text),
    closesAt: closesAtMs === undefined ? undefined : new Date(closesAtMs).toISOString(),
  };
}

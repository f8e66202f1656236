import { controlPlanesOf } from '../../../model/course.ts';
import type { ReportStep, RunReport } from '../../../model/run-report.ts';
import { parseStepId } from '../../../model/step-id.ts';
import { unreachable } from '../../../model/unreachable.ts';

/** What a bar means. A later kind is drawn over an earlier one. */
export type BarKind = 'loading' | 'seal' | 'work' | 'restart';

/** Where the bars of a step are drawn, by the names of lanes. */
export interface StepBars {
  readonly kind: BarKind;
  readonly lanes: readonly string[];
}

/** The lane of what concerns no single server. */
export const CLUSTER_LANE = 'cluster';

/** The lanes and the kind of a step's bars. A step of a later release is drawn on the lane of the cluster. */
export function barsOf({ step: id, servers, evidence }: ReportStep, { leader, course }: RunReport): StepBars {
  const step = parseStepId(id);
  if (step === undefined) return { kind: 'work', lanes: [CLUSTER_LANE] };
  switch (step.kind) {
    case 'restart':
    case 'container':
      return { kind: 'restart', lanes: [step.server] };
    case 'loaded': {
      const planes = controlPlanesOf(course).map(({ name }) => name);
      const together = servers.length === 0 ? planes : servers;
      return { kind: 'loading', lanes: step.server === undefined ? together : [step.server] };
    }
    case 'seal':
    case 'add-key':
    case 'return-file':
    case 'undo':
      return { kind: 'seal', lanes: [step.server] };
    case 'all-keys-loaded':
    case 'one-key-loaded':
      return { kind: 'loading', lanes: controlPlanesOf(course).map(({ name }) => name) };
    case 'seal-new-key':
    case 'seal-elsewhere':
    case 'snapshot-before':
    case 'snapshot-after':
      return { kind: 'seal', lanes: [String(evidence?.['server'] ?? leader)] };
    case 'command':
    case 'rewrite-kept':
    case 'rewrite-finished':
      return { kind: 'work', lanes: [leader] };
    case 'freeze-writes':
    case 'allow-writes':
    case 'allow-deletes':
    case 'unfreeze-writes':
    case 'all-readable':
    case 'census':
    case 'prove':
    case 'clean-up':
      return { kind: 'work', lanes: [CLUSTER_LANE] };
    default:
      return unreachable(step);
  }
}

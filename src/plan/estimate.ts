import type { Timing } from '../model/cluster.ts';
import { followersOf, rollsEarly } from '../model/course.ts';
import type { StepId } from '../model/step.ts';
import { partsOf } from '../model/step-id.ts';
import type { Course } from '../model/strategy.ts';
import { unreachable } from '../model/unreachable.ts';

/** Input for expected durations. */
export interface EstimateInput {
  readonly course: Course;
  /** Secrets in etcd, rounded. */
  readonly secrets: number;
  readonly timing: Timing;
}

/** The engine rewrites about 70 Secrets a second (failures.md 4, logs of k3s#11384). */
const REWRITTEN_PER_SECOND = 70;

/** Expected duration of a rewrite, ms. */
export function rewriteMs(secrets: number): number {
  return durationMs(secrets, REWRITTEN_PER_SECOND);
}

function durationMs(secrets: number, perSecond: number): number {
  return Math.ceil((secrets / perSecond) * 1_000);
}

/** Single GETs through one apiserver (measured.md 5: 9,976 in 10.7 s). */
const READ_PER_SECOND = 900;
/** Values read from etcd's gateway (measured.md 4: 9,976 in 0.18 s, and the way over SSH). */
const COUNTED_PER_SECOND = 20_000;

const SNAPSHOT_MS = 5_000;
const SEAL_MS = 500;
const COMMAND_MS = 3_000;
/** From `systemctl restart` to a healthy server, without the stability window; K3s with its apiserver in 14-21 s (real-engine.md 1). */
const RESTART_MS = 20_000;
const RESTART_WITH_APISERVER_MS = 18_000;
/** A stopped kube-apiserver container is back after about five seconds (measured.md 1b). */
const CONTAINER_MS = 6_000;
const CANARY_MS = 500;
/** A few objects, written or removed. */
const SHORT_MS = 1_000;

/** Rounds up to two significant digits, so that an estimate does not change with every new Secret. */
export function roundedCount(count: number): number {
  if (count < 100) return Math.ceil(count / 10) * 10;
  const unit = 10 ** (Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / unit) * unit;
}

/** Expected duration of one step, ms. */
export function estimateStep(id: StepId, input: EstimateInput): number {
  const { course, secrets, timing } = input;
  const { kind } = partsOf(id);
  switch (kind) {
    case 'snapshot-before':
    case 'snapshot-after':
      return SNAPSHOT_MS;
    case 'seal':
    case 'seal-new-key':
    case 'seal-elsewhere':
      return SEAL_MS;
    case 'add-key':
    case 'return-file':
    case 'undo':
      return SHORT_MS;
    case 'all-keys-loaded':
    case 'one-key-loaded':
      // Nothing is restarted for it, so that K3s polls too (real-engine.md 4: 70 s).
      return timing.reloadPeriodMs;
    case 'all-readable':
      return durationMs(secrets, READ_PER_SECOND);
    case 'command':
      return COMMAND_MS;
    case 'rewrite-kept':
      return rewriteMs(secrets);
    case 'rewrite-finished':
      return rewriteLeftMs(input);
    case 'restart':
      return restartMs(course) + timing.stabilityWindowMs;
    case 'container':
      return CONTAINER_MS;
    case 'loaded':
      // A restarted apiserver loads the file at once (real-engine.md 1: 0.1 to 0.7 s).
      return CANARY_MS + (course.apiserverReload === 'wait' ? timing.reloadPeriodMs : 0);
    case 'census':
      return CANARY_MS + durationMs(secrets, COUNTED_PER_SECOND);
    case 'prove':
      return CANARY_MS + durationMs(secrets, READ_PER_SECOND) + durationMs(secrets, COUNTED_PER_SECOND);
    case 'freeze-writes':
    case 'allow-writes':
    case 'allow-deletes':
    case 'unfreeze-writes':
    case 'clean-up':
      return SHORT_MS;
    default:
      return unreachable(kind);
  }
}

/**
 * `rotate-keys` first waits until the leader's own apiserver has loaded the new file. During an early roll the rewrite goes on beside the restarts.
 */
function rewriteLeftMs({ course, secrets, timing }: EstimateInput): number {
  const wholeMs = rewriteMs(secrets) + (course.strategy === 'rotate-keys' ? timing.reloadPeriodMs : 0);
  return rollsEarly(course) ? Math.max(0, wholeMs - earlyRollMs(course, timing)) : wholeMs;
}

/** Expected duration of the restarts of an early roll, ms. */
function earlyRollMs(course: Course, timing: Timing): number {
  return followersOf(course).length * (restartMs(course) + timing.stabilityWindowMs);
}

function restartMs({ apiserverReload }: Course): number {
  return apiserverReload === 'at-restart' ? RESTART_WITH_APISERVER_MS : RESTART_MS;
}

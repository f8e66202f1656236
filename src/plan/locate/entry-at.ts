import type { StageCommand } from '../../model/encryption.ts';
import type { Entry } from '../../model/entry.ts';
import type { Disagreement } from '../../model/failures/run.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Observed } from './observed.ts';
import { maySent, type JournalView, type Reach } from './progress.ts';

/** The state of each stage command's transient unit. A missing unit counts as `absent`. */
export type Units = Partial<Readonly<Record<StageCommand, 'absent' | 'running' | 'succeeded' | 'failed'>>>;

type Found = Result<Entry, Disagreement>;

/** The chart state that matches the leader's files and annotation, if the journal allows the state. */
export function entryAt(seen: Observed, view: JournalView, units: Units): Found {
  if (seen.rewriting) return rewriting(seen, view);
  // These commands end within seconds, and the entry depends on their result. The caller asks again.
  const short: readonly StageCommand[] = ['rotate', 'reencrypt-skip', 'reencrypt'];
  if (short.some((command) => units[command] === 'running')) return failed('command-still-running');
  switch (seen.layout.kind) {
    case 'old':
      return oldKeyOnly(seen, view, units);
    case 'old-new':
      return prepared(seen, view, units);
    case 'new-old':
      return rotated(seen, view, units);
    case 'new':
      return dropped(seen, view);
    case 'strange':
      return failed('unknown-key');
    case 'none':
      return failed('stages-inconsistent');
    default:
      return unreachable(seen.layout);
  }
}

/** The annotation shows a rewrite. The requested commands show the rewrite's purpose. */
function rewriting(seen: Observed, view: JournalView): Found {
  const keepOld = maySent(view, 'reencrypt-skip') && !maySent(view, 'reencrypt');
  if (keepOld) {
    return seen.layout.kind === 'new-old'
      ? success({ at: 'reencrypt_active', rewrite: 'keep-old' })
      : failed('crashed-rewrite');
  }
  if (view.allowed < 5) return failed('stage-beyond-journal');
  const early = seen.layout.kind === 'old' || seen.layout.kind === 'old-new';
  // `rotate-keys` sets the annotation before writing the file. `reencrypt` starts from [new, old].
  if (early && !maySent(view, 'rotate-keys')) return failed('stages-inconsistent');
  return success({ at: 'reencrypt_active', rewrite: 'drop-old' });
}

function oldKeyOnly(seen: Observed, view: JournalView, units: Units): Found {
  if (!seen.consistent) return failed(runsNow(units) ? 'command-still-running' : 'crashed-rewrite');
  if (seen.stage !== 'start' && seen.stage !== 'reencrypt_finished') return failed('stages-inconsistent');
  // A successful command without a trace means that the server took older files from the datastore.
  const traceless = units.prepare === 'succeeded' || units['rotate-keys'] === 'succeeded';
  if (traceless || view.done.has('command:rotate-keys')) return failed('stage-went-back');
  return between(0, view, { at: 'start' });
}

function prepared(seen: Observed, view: JournalView, units: Units): Found {
  // The steps before `prepare` do nothing when repeated, and the step of `prepare` waits for the unit.
  if (units.prepare === 'running') return success({ at: 'start' });
  if (!seen.consistent) return failed('crashed-rewrite');
  if (seen.stage !== 'prepare') return failed('stages-inconsistent');
  if (units.rotate === 'succeeded') return failed('stage-went-back');
  return between(1, view, { at: 'prepare' });
}

function rotated(seen: Observed, view: JournalView, units: Units): Found {
  // The server continues after its client has left. Both keys are in the file, and the server waits for its apiserver's reload.
  if (units['rotate-keys'] === 'running') return success({ at: 'reencrypt_active', rewrite: 'drop-old' });
  // Both keys are in the only relevant file. keyturn can move the remaining Secrets, and does so before the run stops for the operator.
  const isAlone = view.plan.course.controlPlanes === 'single' && maySent(view, 'rotate-keys');
  if (!seen.consistent && isAlone) return success({ at: 'reencrypt_active', rewrite: 'drop-old' });
  if (!seen.consistent) return failed('crashed-rewrite');
  if (seen.stage !== 'rotate') return failed(maySent(view, 'rotate-keys') ? 'crashed-rewrite' : 'stages-inconsistent');
  if (view.reached === 5) return failed('stage-went-back');
  // The engine accepted `reencrypt`, and the annotation is missing. The server restarted during the rewrite (engine.md: not on disk).
  const lost = view.done.has('command:reencrypt') || units.reencrypt === 'succeeded';
  if (lost) return rewriteDied(seen, view) ? success({ at: 'rotate' }) : failed('crashed-rewrite');
  const kept =
    view.done.has('command:reencrypt-skip') ||
    units['reencrypt-skip'] === 'succeeded' ||
    units['reencrypt-skip'] === 'failed';
  if (kept || view.reached === 3) return success({ at: 'before-drop' });
  return between(2, view, { at: 'rotate' });
}

/**
 * The service that accepted `reencrypt` is gone, and the rewrite with the service. Both keys are still on every server, and no file is torn, so
 * the cluster is in the state before the command. `reencrypt` makes no key and may be sent again.
 */
function rewriteDied(seen: Observed, view: JournalView): boolean {
  return view.serviceAtReencrypt !== undefined && view.serviceAtReencrypt !== seen.service;
}

function dropped(seen: Observed, view: JournalView): Found {
  if (view.allowed < 5) return failed('stage-beyond-journal');
  if (!seen.consistent || seen.stage !== 'reencrypt_finished') return failed('crashed-rewrite');
  return success({ at: 'reencrypt_finished' });
}

function between(position: Reach, view: JournalView, entry: Entry): Found {
  if (position < view.reached) return failed('stage-went-back');
  return position > view.allowed ? failed('stage-beyond-journal') : success(entry);
}

function runsNow(units: Units): boolean {
  return Object.values(units).includes('running');
}

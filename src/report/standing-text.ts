import type { KeysStanding } from '../model/run-summary.ts';
import { unreachable } from '../model/unreachable.ts';

/** Whether the cluster may stay as a stopped run left it. It speaks of the keys alone: a server that is down is another matter. */
export function standingText(keys: KeysStanding): string {
  switch (keys) {
    case 'as-before':
      return 'No key was changed: as for the keys, the cluster may stay like this.';
    case 'readable-everywhere':
      return 'As for the keys, the cluster may stay like this until then: every server can read what any other writes.';
    case 'rewriting':
      return 'Resume it soon: it had come to the rewriting of the Secrets.';
    case 'rewriting-before-followers':
      return 'Resume it soon: a server that has not restarted since may be unable to read rewritten Secrets.';
    case 'rotated':
      return 'As for the keys, the rotation is over: the proof held. Only what comes after it is left.';
    case 'unsure':
      return 'Resume it soon.';
    default:
      return unreachable(keys);
  }
}

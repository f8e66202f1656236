import type { KeysAtEnd } from '../model/run-summary.ts';
import { unreachable } from '../model/unreachable.ts';

/**
 * Whether the cluster may stay in the state left by a stopped run, concerning the keys alone. A stopped server is a
 * separate matter.
 */
export function keysAtEndText(keys: KeysAtEnd): string {
  switch (keys) {
    case 'as-before':
      return 'No key was changed: as far as the keys are concerned, the cluster can safely stay in this state.';
    case 'readable-everywhere':
      return 'The cluster can safely stay in this state until then: every server can read what any other server writes.';
    case 'rewriting':
      return 'Resume soon: Secrets were being rewritten.';
    case 'rewriting-before-followers':
      return 'Resume soon: a server that has not restarted since then may be unable to read rewritten Secrets.';
    case 'files-ahead':
      return "Resume soon, and restart no server until then: encryption files have a key that the datastore's copy lacks, and a server with such a file does not start.";
    case 'rotated':
      return 'The keys are rotated and the proof held. Only the steps after the proof are left.';
    case 'unsure':
      return 'Resume soon.';
    default:
      return unreachable(keys);
  }
}

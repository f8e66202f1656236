import { LINK_FAULTS, parseLinkFault } from './link-faults.ts';
import { FAULTS, parseFault } from './world/faults.ts';

/** Everything that `--fault` takes: a name, its arguments in capitals, and what happens. */
export const FAULT_WORDS: Readonly<Record<string, string>> = { ...FAULTS, ...LINK_FAULTS };

/** Whether a spec names a fault, of the cluster or of its links. */
export function isFault(spec: string): boolean {
  return parseLinkFault(spec) !== undefined || parseFault(spec) !== undefined;
}

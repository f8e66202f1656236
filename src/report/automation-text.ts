import type { HookEnding } from '../model/automation.ts';
import { unreachable } from '../model/unreachable.ts';
import { systemReason } from './system-reason.ts';
import { durationText } from './units.ts';

/** How a hook ended, as the end of a sentence about the hook. */
export function hookEndingText(ending: HookEnding): string {
  switch (ending.kind) {
    case 'exited':
      return ending.code === 0 ? 'ended well' : `ended with exit code ${ending.code}`;
    case 'killed':
      return `was killed by ${ending.signal}`;
    case 'deadline':
      return `had not ended after ${durationText(ending.afterMs)} and was stopped`;
    case 'not-started':
      return `could not be started: ${systemReason(ending.reason)}`;
    default:
      return unreachable(ending);
  }
}

/** The name of a hook with its program, as `hook before-restart of s2 (./drain.sh)`. */
export function hookName(about: {
  readonly hook: string;
  readonly program: string;
  readonly server: string | undefined;
}): string {
  const { hook, program, server } = about;
  return `hook ${hook}${server === undefined ? '' : ` of ${server}`} (${program})`;
}

import type { LeaveOut } from '../report/hints.ts';
import type { WithoutArguments } from './global-options.ts';

/** The command that was typed, for advice: said again, and with another server left out. */
export function leavingOut(
  command: LeaveOut['command'],
  options: readonly string[],
  { without = [] }: WithoutArguments,
): LeaveOut {
  return { command, options: [...options, ...without.flatMap((name) => ['--without', name])] };
}

// Converts the options that several commands share into the values that handlers need.
import { parseDuration } from '../../inventory/formats.ts';
import {
  isWindow,
  parseWindow,
  WINDOW_FORM,
  type MaintenanceWindow,
  type WindowProblem,
} from '../model/maintenance-window.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { StrategyWish } from '../model/strategy.ts';
import type { Hints, LeaveOut } from '../report/hints.ts';
import type { ClusterArguments, GlobalArguments, StrategyArguments, WithoutArguments } from './options.ts';
import { givenBy } from './variables.ts';

/** The strategy that the operator wishes. An absent option is `false` or left to the inventory. */
export function wishOf(args: StrategyArguments): StrategyWish {
  return {
    strategy: args.strategy,
    acceptWriteWindow: args.acceptWriteWindow === true,
    freezeWrites: args.freezeWrites === true,
    ...(args.backupReference === undefined ? {} : { backupReference: args.backupReference }),
  };
}

/**
 * The age of an option, ms. `undefined` where absent. `name` is the command with the option, for example
 * `ensure --max-age`. Fails with `usage` on an invalid age.
 */
export function ageOption(
  name: `${string} --${string}`,
  text: string | undefined,
  environment: NodeJS.ProcessEnv,
): Result<number | undefined> {
  if (text === undefined) return success(undefined);
  const ms = parseDuration(text);
  const [command, flag = ''] = name.split(' ');
  return ms === undefined
    ? failed({
        kind: 'usage',
        command,
        message: `${givenBy(flag, text, environment)} expects an age such as 90d or 12h, not ${text}`,
      })
    : success(ms);
}

/** `--window`. `undefined` where absent. Fails with `usage` on a window that cannot be read. */
export function windowsOption(
  command: string,
  texts: readonly string[] | undefined,
  environment: NodeJS.ProcessEnv,
): Result<readonly MaintenanceWindow[] | undefined> {
  if (texts === undefined) return success(undefined);
  const windows: MaintenanceWindow[] = [];
  for (const text of texts) {
    const read = parseWindow(text);
    if (!isWindow(read)) {
      const name = givenBy('--window', texts.join(';'), environment);
      return failed({
        kind: 'usage',
        command,
        message: `${name} expects ${WINDOW_FORM}, not '${text}' (${PROBLEMS[read]})`,
      });
    }
    windows.push(read);
  }
  return success(windows);
}

const PROBLEMS: Readonly<Record<WindowProblem, string>> = {
  form: 'it has another form',
  day: 'there is no such day',
  time: 'there is no such span of time',
  zone: 'there is no such time zone',
};

/** What the operator typed, for hints at the next command. */
export function hintsOf(args: Partial<ClusterArguments> & Pick<GlobalArguments, 'stateDir'>): Hints {
  const always = args.stateDir === undefined ? [] : ['--state-dir', args.stateDir];
  const groups = args.serversGroup === undefined ? {} : { serversGroups: args.serversGroup };
  return { inventory: args.inventory, cluster: args.cluster, ...groups, always };
}

/** The typed command, for advice to repeat the command with another server left out. */
export function leavingOut(
  command: LeaveOut['command'],
  options: readonly string[],
  { without = [] }: WithoutArguments,
): LeaveOut {
  return { command, options: [...options, ...without.flatMap((name) => ['--without', name])] };
}

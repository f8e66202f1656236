import { parseDuration } from '../../inventory/duration.ts';
import { failed, success, type Result } from '../model/result.ts';

/** `--if-older-than`, ms; `undefined` where it was not given. Fails with `usage` on what is no age. */
export function ageOption(ifOlderThan: string | undefined): Result<number | undefined> {
  if (ifOlderThan === undefined) return success(undefined);
  const ms = parseDuration(ifOlderThan);
  return ms === undefined
    ? failed({
        kind: 'usage',
        command: 'rotate',
        message: `--if-older-than expects an age such as 90d or 12h, not ${ifOlderThan}`,
      })
    : success(ms);
}

import { lstatSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

import { failed, type Failed } from '../../model/result.ts';

const ROOT = 0;

/** The user that keyturn runs as, or `undefined` where the system has no such numbers. */
export type OwnUser = number | undefined;

/**
 * Refuses an entry of the state directory that somebody else controls, and so decides what keyturn believes to have done,
 * or where it writes. Links are refused, because keyturn makes none. Every directory from `path` up to the state
 * directory, `levels` above, is looked at. The state directory itself may be a link. Root may own anything, because root
 * can write everything in any case. A missing entry is fine. Fails with `state-untrusted`.
 */
export function untrusted(path: string, levels: number, user: OwnUser = process.getuid?.()): Failed | undefined {
  const above = levels === 0 ? undefined : untrusted(dirname(path), levels - 1, user);
  if (above !== undefined) return above;
  const found = look(path, levels === 0 ? statSync : lstatSync);
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return untrustedLink(path);
  if (user === undefined || found.uid === user || found.uid === ROOT) return undefined;
  return failed({ kind: 'state-untrusted', path, problem: 'foreign-owner', owner: found.uid });
}

/** The failure for a link inside of the state directory. */
export function untrustedLink(path: string): Failed {
  return failed({ kind: 'state-untrusted', path, problem: 'symbolic-link', owner: undefined });
}

/** Whoever opens an entry that cannot be looked at gets the system's own reason. */
function look(
  path: string,
  stat: (path: string, options: { readonly throwIfNoEntry: false }) => Stats | undefined,
): Stats | undefined {
  try {
    return stat(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

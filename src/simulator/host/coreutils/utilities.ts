import { awk } from './awk/awk.ts';
import { cut, sort, tr, uniq, od } from './columns.ts';
import { test } from './conditions.ts';
import { chmod, chown, cp, install, mkdir, mv, rm, sync, tee } from './file-changes.ts';
import { df, ls, pathPart, readlink, stat } from './file-facts.ts';
import { base64, cat, headOrTail, sha256sum, wc } from './filters.ts';
import { grep } from './grep.ts';
import { constant, date, getent, hostname, id, uname } from './host-facts.ts';
import { echo, printf } from './print.ts';
import { sed } from './sed.ts';
import type { Utility } from './utility.ts';

/** The programs of every simulated host, by name. */
export const UTILITIES: ReadonlyMap<string, Utility> = new Map<string, Utility>([
  ['[', test],
  ['awk', awk],
  ['base64', base64],
  ['basename', pathPart],
  ['cat', cat],
  ['chmod', chmod],
  ['chown', chown],
  ['cp', cp],
  ['cut', cut],
  ['date', date],
  ['df', df],
  ['dirname', pathPart],
  ['echo', echo],
  ['false', constant],
  ['getent', getent],
  ['grep', grep],
  ['head', headOrTail],
  ['hostname', hostname],
  ['id', id],
  ['install', install],
  ['ls', ls],
  ['mkdir', mkdir],
  ['mv', mv],
  ['od', od],
  ['printf', printf],
  ['readlink', readlink],
  ['rm', rm],
  ['sed', sed],
  ['sha256sum', sha256sum],
  ['sort', sort],
  ['stat', stat],
  ['sync', sync],
  ['tail', headOrTail],
  ['tee', tee],
  ['test', test],
  ['tr', tr],
  ['true', constant],
  ['uname', uname],
  ['uniq', uniq],
  ['wc', wc],
  ['whoami', id],
]);

import { parseLogLine } from './log-line.ts';

/**
 * The class of a cause. A cause is raised before any write (`refused`), after a write (`mutated`), or is on no list
 * here (`unknown`).
 */
export type CauseClass = 'refused' | 'mutated' | 'unknown';

interface Cause {
  readonly pattern: RegExp;
  readonly class: CauseClass;
}

/** failures.md 2.2, raised before any write. The last cause is from 5.4 and B16, a runtime that was not ready. */
const REFUSED: readonly RegExp[] = [
  /^hash does not match between .+ and .+/,
  /^incorrect stage: .* found on node /,
  /^invalid hash: .* found on node /,
  /^missing annotation on node /,
  /^invalid annotation .* found on node /,
  /^cannot manage secrets encryption on non control-plane node /,
  /^node \S+ is running k3s version \S+ that does not support rotate-keys/,
  /^(?:prepare|rotate|reencrypt) does not support secretbox key type, use rotate-keys instead/,
  /^another reencrypt is already active/,
  /^(?:non-standard|unsupported) encryption keys found/,
  /^more than \d+ providers \(\d+\) found in secrets encryption/,
  /^cannot enable secrets encryption with .+ key type, no keys found/,
  /^unable to enable\/disable secrets encryption, unknown configuration/,
  /^open : no such file or directory/,
  /core not ready/,
];

/**
 * The server waited for its own apiserver in vain. Both keys are in its file, and no Secret was rewritten (failures.md
 * A1).
 */
const LATE_RELOAD = /apiserver has not reloaded encryption configuration/;

/** Causes raised after the encryption file was written, from failures.md A1, A4, B4. */
const MUTATED: readonly RegExp[] = [
  LATE_RELOAD,
  /failed to update secret/,
  /[Ff]ailed to reencrypted? secret/,
  /etcdclient: no available endpoints/,
];

/** The cause of an aborted rewrite. */
const REWRITE = /failed to (?:update|reencrypted?) secret/i;

/** Raised before the write or after it, with the same words (failures.md 2.2, B1). Only an observation decides. */
const EITHER: readonly RegExp[] = [
  /encryption config (?:time|total) metric not found/,
  /encryption reload time is incorrectly ahead of current time/,
];

const CAUSES: readonly Cause[] = [
  ...MUTATED.map((pattern) => ({ pattern, class: 'mutated' as const })),
  ...EITHER.map((pattern) => ({ pattern, class: 'unknown' as const })),
  ...REFUSED.map((pattern) => ({ pattern, class: 'refused' as const })),
];

/** Whether a cause from the server's journal proves that nothing changed. */
export function classifyCause(cause: string): CauseClass {
  return CAUSES.find(({ pattern }) => pattern.test(cause.trim()))?.class ?? 'unknown';
}

/**
 * The apiserver's own words for an update of a deleted Secret. The words of an admission webhook begin with the
 * webhook's name instead.
 */
const DELETED = /^(?:failed to update|[Ff]ailed to reencrypted?) secret: secrets "[^"]+" not found$/;

/** Whether a rewrite was aborted at a Secret deleted after the listing (measured.md 9). */
export function isDeletedMeanwhile(cause: string): boolean {
  return DELETED.test(cause.trim());
}

/** Whether the apiserver did not load the new file in time. */
export function isLateReload(cause: string): boolean {
  return LATE_RELOAD.test(cause);
}

/**
 * The cause behind an error id, from the server's journal (failures.md 5.4), in the form `secret-encrypt error ID
 * 64661: <cause>`, or in older releases `secrets-encrypt-60217: <cause>`. The newest line wins. The answer is
 * `undefined` without a matching line.
 */
export function causeOf(journalText: string, errorId: string): string | undefined {
  return causesIn(journalText).findLast(({ id }) => id === errorId)?.cause;
}

/**
 * The newest cause in the server's journal. Early releases printed no id on the command line (failures.md 5.4,
 * 2022-02).
 */
export function newestCauseOf(journalText: string): string | undefined {
  return causesIn(journalText).findLast(isEngineId)?.cause;
}

/**
 * The newest cause that is not a refusal. A refusal belongs to another request, a `status` for example, and proves that
 * nothing changed.
 */
export function newestMishapOf(journalText: string): string | undefined {
  return causesIn(journalText).findLast((line) => isEngineId(line) && classifyCause(line.cause) !== 'refused')?.cause;
}

/**
 * The newest cause that may be a failed save of the credential files (failures.md A4). Causes raised before any write
 * are excluded, and so are causes of a rewrite or of its wait for a reload, because the files then stay unchanged.
 */
export function newestSaveFailureOf(journalText: string): string | undefined {
  return causesIn(journalText).findLast(
    (line) => isEngineId(line) && classifyCause(line.cause) !== 'refused' && !isOfRewrite(line.cause),
  )?.cause;
}

function isOfRewrite(cause: string): boolean {
  return REWRITE.test(cause) || LATE_RELOAD.test(cause);
}

/** The engine's ids have five digits. An id given by the caller is used unchanged. */
function isEngineId({ id }: { readonly id: string }): boolean {
  return id.length === 5;
}

const ERROR_LINE = /^secrets?-encrypt(?:-| error ID )(\d+): (.+)$/s;

/** Every cause with an id in the journal, oldest first. */
export function causesIn(journalText: string): readonly { readonly id: string; readonly cause: string }[] {
  return journalText.split(/\r?\n/).flatMap((line) => {
    const [, id = '', text = ''] = ERROR_LINE.exec(parseLogLine(line).message) ?? [];
    const cause = text.trim();
    return cause === '' ? [] : [{ id, cause }];
  });
}

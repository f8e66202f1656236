/**
 * The first patch of each minor whose `rotate-keys` saves both keys in the datastore before its rewrite
 * (failures.md B11). Later minors all do. Earlier minors save only at the end.
 */
const FIRST_PATCH: ReadonlyMap<number, number> = new Map([
  [33, 10],
  [34, 6],
  [35, 3],
]);
/** v1.32 has a single release with the change, of RKE2 alone. */
const LAST_OF_32 = /^v1\.32\.13\+rke2r([2-9]|\d\d)/;
const NEWER_MINOR = 36;

/** Whether an engine of this version saves both keys of `rotate-keys` before its rewrite. */
export function savesBothKeysFirst(version: string): boolean {
  const [, minor = '', patch = ''] = /^v1\.(\d+)\.(\d+)/.exec(version) ?? [];
  if (LAST_OF_32.test(version)) return true;
  const first = FIRST_PATCH.get(Number(minor));
  return first === undefined ? Number(minor) >= NEWER_MINOR : Number(patch) >= first;
}

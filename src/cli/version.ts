/** keyturn's own version. A test compares the value with package.json. */
export const VERSION = '0.1.0';

/** The lowest Node that runs keyturn. A test compares the value with `engines` of package.json. */
export const LOWEST_NODE = '22.12.0';

/** Whether a Node version such as `20.20.2` is too old to run keyturn. */
export function isNodeTooOld(version: string): boolean {
  const [own, lowest] = [version, LOWEST_NODE].map((text) => text.split('.').map(Number));
  const at = (lowest ?? []).findIndex((number, index) => (own?.[index] ?? 0) !== number);
  return at !== -1 && (own?.[at] ?? 0) < (lowest?.[at] ?? 0);
}

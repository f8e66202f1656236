/** Names of steps in journals of earlier releases, with today's names. */
const RENAMED: Readonly<Record<string, string>> = {
  'thaw-writes': 'unfreeze-writes',
  'census:before-thaw': 'census:before-unfreeze',
};

/** Today's name of a step. A name without a newer one stays unchanged. */
export function todaysStepName(name: string): string {
  return RENAMED[name] ?? name;
}

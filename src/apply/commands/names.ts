/** Name given to a snapshot; the engine adds the node and the time. */
export function snapshotName(planId: string, when: 'before' | 'after'): string {
  return `keyturn-${planId}-${when}`;
}

/** What a canary carries: another text in each roll, so that every write changes the object. */
export function canaryMark(planId: string, roll: string): string {
  return `${planId} ${roll}`;
}

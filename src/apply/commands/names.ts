/** The given name of a snapshot. The engine adds the node and the time. */
export function snapshotName(planId: string, when: 'before' | 'after'): string {
  return `keyturn-${planId}-${when}`;
}

/** The content of a canary. Each roll has another text, so that every write changes the object. */
export function canaryMark(planId: string, roll: string): string {
  return `${planId} ${roll}`;
}

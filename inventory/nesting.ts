/** Far more than any inventory needs. A chain of bastions takes one level each. */
const DEEPEST = 64;

/**
 * Whether plain data is nested deeper than any inventory, by a circle (an alias inside its own anchor), or by hundreds
 * of brackets. Later code may then use recursion safely.
 */
export function isTooDeep(data: unknown): boolean {
  // A visited object is not visited again, because aliases can turn a few lines into a tree of millions.
  const depths = new Map<object, number>();
  const visit = (value: unknown, depth: number): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (depth > DEEPEST) return true;
    if ((depths.get(value) ?? -1) >= depth) return false;
    depths.set(value, depth);
    return Object.values(value).some((child) => visit(child, depth + 1));
  };
  return visit(data, 0);
}

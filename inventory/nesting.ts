/** Far more than any inventory needs: a bastion behind a bastion takes one level each. */
const DEEPEST = 64;

/**
 * Whether plain data goes deeper than any inventory does: in a circle (an alias inside its own anchor), or by hundreds of brackets. Whoever
 * walks through it afterwards may use recursion.
 */
export function isTooDeep(data: unknown): boolean {
  // What was walked through once is not walked again: aliases can make few lines into a tree of millions.
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

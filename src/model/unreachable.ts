/** Marks the end of an exhaustive `switch`: reached only when a union grew and this place was forgotten. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}

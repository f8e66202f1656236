/** Marks the end of an exhaustive `switch`. The code runs only if a union grew without a new case here. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}

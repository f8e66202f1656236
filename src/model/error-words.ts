/** The text of an error, for a failure's `reason`. Errors of Node's network and file calls start with the more precise error code. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A name with several addresses fails with one error for each address and an empty message of its own.
  if (error instanceof AggregateError && error.message === '') {
    return [...new Set(error.errors.map(messageOf))].join('; ');
  }
  return error.message;
}

/** The system's code of an error, such as `ENOENT`, else its message. `src/report/` has the words for the codes. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : messageOf(error);
}

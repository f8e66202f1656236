/** An error that a real cluster answers or logs. Any other error is a bug of the simulator. */
export class ClusterError extends Error {}

/** The words of a real cluster. Throws on any other error. */
export function causeOf(error: unknown): string {
  if (error instanceof ClusterError) return error.message;
  throw error;
}

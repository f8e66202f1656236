/** What a test that was given up would leave behind: it goes on in the background, and never comes to its own clean-up. */
const leftovers: AsyncDisposable[] = [];

/** Ends it after the test, however that ended. To end it twice must do no harm. */
export function atTestEnd(leftover: AsyncDisposable): void {
  leftovers.push(leftover);
}

/** Ends everything that was left, the last first, as a block would: what works on a cluster before the cluster. */
export async function endLeftovers(): Promise<void> {
  const errors: unknown[] = [];
  for (const leftover of leftovers.splice(0).toReversed()) {
    try {
      await leftover[Symbol.asyncDispose]();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `not ended: ${errors.map(String).join('; ')}`);
}

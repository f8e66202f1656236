/** What a test that was given up would leave behind: it goes on in the background, and never comes to its own clean-up. */
const leftovers = new Set<AsyncDisposable>();

/** Ends it after the test, however that ended. To end it twice must do no harm. */
export function atTestEnd(leftover: AsyncDisposable): void {
  leftovers.add(leftover);
}

/** Ends everything that was left. */
export async function endLeftovers(): Promise<void> {
  const all = [...leftovers];
  leftovers.clear();
  await Promise.allSettled(all.map((leftover) => leftover[Symbol.asyncDispose]()));
}

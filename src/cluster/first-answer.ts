import type { StepContext } from '../model/clock.ts';
import type { Result } from '../model/result.ts';

/**
 * Asks one server after another until a server answers, because any server may be down. Returns the first good answer,
 * otherwise the last failure. The search ends when the caller is stopped. `nobody` is the answer for an empty list of
 * servers.
 */
export async function firstAnswer<Server, T, E>(
  asked: { readonly context: StepContext; readonly servers: readonly Server[]; readonly nobody: Result<T, E> },
  question: (server: Server) => Promise<Result<T, E>>,
): Promise<Result<T, E>> {
  let last = asked.nobody;
  for (const server of asked.servers) {
    last = await question(server);
    if (last.ok || asked.context.signal.aborted) break;
  }
  return last;
}

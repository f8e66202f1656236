import type { StepContext } from '../model/clock.ts';
import type { Result } from '../model/result.ts';

/**
 * Asks one server after another until one answers, because any of them may be away: gives the first good answer, else the last failure.
 * It goes no further when its caller is stopped. `nobody`: the answer where there is no server to ask.
 */
export async function firstAnswer<Server, T>(
  asked: { readonly context: StepContext; readonly servers: readonly Server[]; readonly nobody: Result<T> },
  question: (server: Server) => Promise<Result<T>>,
): Promise<Result<T>> {
  let last = asked.nobody;
  for (const server of asked.servers) {
    last = await question(server);
    if (last.ok || asked.context.signal.aborted) break;
  }
  return last;
}

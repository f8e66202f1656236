import type { StepContext } from '../model/clock.ts';
import type { Cluster } from '../model/cluster.ts';
import type { LeftOutServer } from '../model/facts.ts';
import { allOrFirst, failed, success, type Result } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Fleet } from '../remote/runner.ts';

/** A command without a question, because any answer proves that the host exists. */
const KNOCK: RemoteCommand = { name: 'knock', body: { argv: ['true'] }, privileged: false, mutates: false };

/**
 * Tries to reach the hosts of servers to be left out, as long as the cluster's `connectTimeoutMs` allows. A name
 * missing from the inventory is not tried. Fails with `left-out-answers` on any answer, including a refused login or a
 * different host key. Also fails with the reason why a host could not be tried, for example an unreachable jump host,
 * because nothing is then known of the server.
 */
export async function seeGone(
  context: StepContext,
  input: { readonly cluster: Cluster; readonly fleet: Fleet; readonly without: readonly string[] },
): Promise<Result<readonly LeftOutServer[]>> {
  const { cluster, fleet, without } = input;
  const tries = await Promise.all(
    [...new Set(without)].map(async (name): Promise<Result<LeftOutServer>> => {
      const isListed = cluster.servers.some((server) => server.name === name);
      return isListed ? tryHost(context, fleet, name) : success({ name, tried: undefined });
    }),
  );
  return allOrFirst(tries);
}

async function tryHost(context: StepContext, fleet: Fleet, name: string): Promise<Result<LeftOutServer>> {
  // There is no additional deadline here. The deadline would pass while the operator types the key's passphrase, before
  // any attempt.
  const answer = await fleet.runner(name).run(context, KNOCK);
  if (context.signal.aborted) return failed({ kind: 'interrupted', at: undefined });
  if (answer.ok) return answers(name);
  const { failure } = answer;
  switch (failure.kind) {
    case 'host-unreachable': {
      if (failure.atJumpHost === true) return answer;
      const { address, reason } = failure;
      return success({ name, tried: { address, reason } });
    }
    case 'known-hosts-unreadable':
    case 'identity-unreadable':
    case 'not-this-machine':
      return answer;
    default:
      return failure.atJumpHost === true ? answer : answers(name);
  }
}

function answers(server: string): Result<never> {
  return failed({ kind: 'left-out-answers', server, recorded: false });
}

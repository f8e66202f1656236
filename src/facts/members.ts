import { datastoresOf } from '../cluster/datastores.ts';
import { readMemberState } from '../cluster/etcd.ts';
import type { StepContext } from '../model/clock.ts';
import type { MemberState } from '../model/datastore.ts';
import type { ServerFacts } from '../model/facts.ts';
import type { Fleet } from '../remote/runner.ts';

/** Asks the member of each server with etcd on its own host. A host that could not be asked is left out. */
export async function readMembers(
  context: StepContext,
  fleet: Fleet,
  servers: readonly ServerFacts[],
): Promise<readonly { readonly server: string; readonly state: MemberState }[]> {
  const asked = datastoresOf(servers.filter(({ datastore }) => datastore.kind === 'etcd'));
  const states = await Promise.all(
    asked.map(async ({ server, target }) => {
      if (target.kind !== 'etcd') return [];
      const state = await readMemberState(context, fleet.runner(server.name), target);
      return state.ok ? [{ server: server.name, state: state.value }] : [];
    }),
  );
  return states.flat();
}

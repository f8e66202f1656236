import { apiserverTarget } from '../cluster/target.ts';
import { firstAnswer } from '../cluster/first-answer.ts';
import { gatherFactsOfSome } from '../facts/gather.ts';
import type { AuditProfile } from '../model/audit.ts';
import type { Clock, StepContext } from '../model/clock.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Emit } from '../model/event.ts';
import type { ClusterFacts } from '../model/facts.ts';
import type { ServersUnasked } from '../model/failures/run.ts';
import { success, type Answer, type Result } from '../model/result.ts';
import type { Fleet } from '../remote/runner.ts';
import { createSemaphore } from '../remote/semaphore.ts';
import type { AuditFacts } from './facts/audit-facts.ts';
import type { NamespaceFacts, TriedPods } from './facts/cluster-facts.ts';
import type { HostAudit } from './facts/host-facts.ts';
import { readNamespaces } from './facts/read-cluster.ts';
import { readHostAudit } from './facts/read-host.ts';
import { tryPods } from './facts/try-pods.ts';
import { securityOf } from './rows/namespaces.ts';

/** Hosts read at the same time. A host's answer takes some hundred KiB while it is read. */
const HOSTS_AT_ONCE = 128;

export interface AuditInput {
  readonly context: StepContext;
  readonly clock: Clock;
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly emit?: Emit;
  readonly profile: AuditProfile;
}

/** The facts of an audit, and the servers that could not be asked, or not about everything. */
export interface AuditReading {
  readonly facts: AuditFacts;
  readonly unasked: ServersUnasked['servers'];
}

/** Reads everything that the audit judges, and changes nothing. Fails only if no server at all can be asked. */
export async function readAuditFacts(input: AuditInput): Promise<Result<AuditReading>> {
  const { clock, cluster, profile } = input;
  const gathered = await gatherFactsOfSome(input);
  if (!gathered.ok) return gathered;
  const { facts, unasked } = gathered.value;
  const [read, namespaces] = await Promise.all([readHosts(input, facts), readNamespacesOf(input, facts)]);
  const hosts = read.flatMap(({ host }) => (host.ok ? [host.value] : []));
  const unread = read.flatMap(({ name, host }) => (host.ok ? [] : [{ name, failure: host.failure }]));
  const tried = await triedPods(input, facts, { hosts, namespaces });
  return success({
    facts: {
      distribution: cluster.distribution,
      profile,
      hosts,
      cluster: facts,
      namespaces,
      tried,
      now: clock.wall(),
      maxKeyAgeMs: cluster.rotation.maxKeyAgeMs,
    },
    unasked: [...unasked, ...unread],
  });
}

function readHosts(
  { context, cluster, fleet }: AuditInput,
  facts: ClusterFacts,
): Promise<readonly { readonly name: string; readonly host: Answer<HostAudit> }[]> {
  const places = createSemaphore(HOSTS_AT_ONCE);
  return Promise.all(
    facts.servers.map(async (server) => {
      const { name } = server;
      const release = await places.acquire();
      try {
        const { distribution } = cluster;
        return { name, host: await readHostAudit(context, fleet.runner(name), { distribution, server }) };
      } finally {
        release();
      }
    }),
  );
}

/** Apiservers that are ready, which answer in inventory order until one does. */
function readyPlanes({ servers }: ClusterFacts): ClusterFacts['servers'] {
  return servers.filter(({ apiserver }) => apiserver?.ready === true);
}

async function readNamespacesOf(
  { context, fleet }: AuditInput,
  facts: ClusterFacts,
): Promise<readonly NamespaceFacts[] | undefined> {
  const nobody: Answer<readonly NamespaceFacts[] | undefined> = success(undefined);
  const read = await firstAnswer({ context, servers: readyPlanes(facts), nobody }, (server) =>
    readNamespaces(context, fleet.runner(server.name), apiserverTarget(server)),
  );
  return read.ok ? read.value : undefined;
}

async function triedPods(
  { context, fleet }: AuditInput,
  facts: ClusterFacts,
  read: { readonly hosts: readonly HostAudit[]; readonly namespaces: readonly NamespaceFacts[] | undefined },
): Promise<AuditFacts['tried']> {
  if (read.namespaces === undefined) return 'no-answer';
  const namespace = enforcingNamespace(read.namespaces, read.hosts);
  if (namespace === undefined) return 'nothing-enforces';
  const nobody: Answer<TriedPods | undefined> = success(undefined);
  const tried = await firstAnswer({ context, servers: readyPlanes(facts), nobody }, (server) =>
    tryPods(context, fleet.runner(server.name), apiserverTarget(server), namespace),
  );
  return tried.ok && tried.value !== undefined ? tried.value : 'no-answer';
}

/** `default` where it enforces `restricted`, else the first other namespace that does. No namespace is created. */
function enforcingNamespace(namespaces: readonly NamespaceFacts[], hosts: readonly HostAudit[]): string | undefined {
  const security = securityOf({ hosts });
  const enforces = ({ name, levels }: NamespaceFacts): boolean =>
    security?.namespaces.includes(name) !== true && (levels.enforce ?? security?.enforce) === 'restricted';
  const names = namespaces.filter(enforces).map(({ name }) => name);
  return names.find((name) => name === 'default') ?? names[0];
}

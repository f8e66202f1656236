import { nodeOf, strangersAmong } from '../fact-reading.ts';
import { judge, type Finding } from './check-result.ts';
import type { FactsCheck, PreflightCheck } from './preflight-input.ts';

/**
 * Every server Node has a host in the inventory, and every host has a Node. A stale Node takes part in the engine's hash comparison
 * (failures.md 4).
 */
export const inventoryComplete: FactsCheck = ({ facts }) => {
  // With left-out servers `left-out-gone` reports such a Node, because the Node belongs to a left-out server.
  const unknown = facts.leftOut.length === 0 ? strangersAmong(facts.nodes, facts.servers) : [];
  const strangers = unknown.map(({ name }): Finding => ({
    evidence: [`node=${name}`, 'inventory=absent'],
  }));
  const missing = facts.servers
    .filter((server) => nodeOf(facts, server) === undefined)
    .map(({ name, nodeName }): Finding => ({ server: name, evidence: [`node=${nodeName}`, 'cluster=absent'] }));
  return judge({ id: 'inventory-complete', verdict: 'refuse' }, [...strangers, ...missing]);
};

/** Two entries of the inventory must not be the same host, because the host would be restarted twice. */
const inventoryDistinct: PreflightCheck = ({ facts }) => {
  const findings = facts.servers
    .filter(({ nodeName }, index) => facts.servers.findIndex((other) => other.nodeName === nodeName) !== index)
    .map(({ name, nodeName }): Finding => ({ server: name, evidence: [`node=${nodeName}`, 'inventory=twice'] }));
  return judge({ id: 'inventory-distinct', verdict: 'refuse' }, findings);
};

/** The Node in the inventory is the Node found for this host. */
const nodesAsClaimed: PreflightCheck = ({ facts, cluster }) => {
  const findings = facts.servers.flatMap(({ name, nodeName }): readonly Finding[] => {
    const claimed = cluster.servers.find((server) => server.name === name)?.nodeName;
    if (claimed === undefined || claimed === nodeName) return [];
    return [{ server: name, evidence: [`inventory=${claimed}`, `found=${nodeName}`] }];
  });
  return judge({ id: 'nodes-as-claimed', verdict: 'refuse' }, findings);
};

/** The roles in the inventory match the Node's labels (failures.md B8). */
const rolesAsClaimed: PreflightCheck = ({ facts, cluster }) => {
  const text = (roles: readonly string[]): string => [...roles].sort().join('+');
  const findings = facts.servers.flatMap((server): readonly Finding[] => {
    const claimed = cluster.servers.find(({ name }) => name === server.name)?.expectedRoles;
    const labelled = nodeOf(facts, server)?.roles;
    const found = text(server.roles);
    return [
      ...(claimed !== undefined && text(claimed) !== found
        ? [{ server: server.name, evidence: [`inventory=${text(claimed)}`, `found=${found}`] }]
        : []),
      ...(labelled !== undefined && text(labelled) !== found
        ? [{ server: server.name, evidence: [`node=${text(labelled)}`, `found=${found}`] }]
        : []),
    ];
  });
  return judge({ id: 'roles-as-claimed', verdict: 'refuse', issues: ['rancher/rke2#3005'] }, findings);
};

/** Some server must be able to run the stage commands. */
const leader: PreflightCheck = ({ facts }) => {
  const able = facts.servers.some(
    (server) => server.roles.includes('control-plane') && (server.bootstrap || nodeOf(facts, server)?.ready === true),
  );
  return judge({ id: 'leader', verdict: 'refuse' }, able ? [] : [{ evidence: ['control-plane=none'] }]);
};

/** The checks of the inventory against the cluster (failures.md 7.1, 1 and 4). */
export const inventoryChecks: readonly PreflightCheck[] = [
  inventoryComplete,
  inventoryDistinct,
  nodesAsClaimed,
  rolesAsClaimed,
  leader,
];

import type { NodeFacts } from '../../model/facts.ts';
import { judge, judgeTwice, type Finding } from './check-result.ts';
import type { PreflightCheck } from './preflight-input.ts';

/** A Node's Lease is renewed every ten seconds. After forty seconds the cluster calls the Node NotReady. */
const HEARTBEAT_LIMIT_MS = 60_000;
const CLOCK_WARNING_MS = 2_000;
const CLOCK_LIMIT_MS = 30_000;

const unitsActive: PreflightCheck = ({ facts }) => {
  const findings = facts.servers
    .filter(({ unit }) => unit.activeState !== 'active')
    .map(({ name, unit }): Finding => ({
      server: name,
      evidence: [`${unit.name}=${unit.activeState}/${unit.subState}`],
    }));
  return judge({ id: 'units-active', verdict: 'refuse', issues: ['rancher/rke2#3004'] }, findings);
};

const nodesReady: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'nodes-ready', verdict: 'refuse', issues: ['k3s-io/k3s#2316'] },
    facts.nodes.filter(({ ready }) => !ready).map((node) => aboutNode(node, 'Ready=False')),
  );

const nodesSchedulable: PreflightCheck = ({ facts }) =>
  judge(
    { id: 'nodes-schedulable', verdict: 'refuse', issues: ['rancher/system-upgrade-controller#225'] },
    facts.nodes.filter(({ unschedulable }) => unschedulable).map((node) => aboutNode(node, 'unschedulable=true')),
  );

/** A Ready condition may be old. The kubelet must have sent a recent heartbeat, by the host's own clock. */
const nodesFresh: PreflightCheck = ({ facts, now }) => {
  const findings = facts.nodes.flatMap((node): readonly Finding[] => {
    const offset = facts.servers.find(({ nodeName }) => nodeName === node.name)?.clockOffsetMs ?? 0;
    const heartbeat = node.heartbeatAt === undefined ? Number.NaN : Date.parse(node.heartbeatAt);
    const fresh = now + offset - heartbeat <= HEARTBEAT_LIMIT_MS;
    return fresh ? [] : [aboutNode(node, `heartbeat=${node.heartbeatAt ?? 'none'}`)];
  });
  return judge({ id: 'nodes-fresh', verdict: 'refuse' }, findings);
};

/** The engine's reload check compares timestamps of several hosts, and locks expire by them (failures.md 7.1, 9). */
const clocks: PreflightCheck = ({ facts }) => {
  const sorted = [...facts.servers].sort((one, other) => one.clockOffsetMs - other.clockOffsetMs);
  const [slowest, fastest] = [sorted[0], sorted.at(-1)];
  if (slowest === undefined || fastest === undefined) return [];
  const spread = fastest.clockOffsetMs - slowest.clockOffsetMs;
  const ours = Math.min(...facts.servers.map(({ clockOffsetMs }) => Math.abs(clockOffsetMs)));
  const apart: readonly [number, Finding][] = [
    [spread, { evidence: [`spread=${seconds(spread)}`, `slowest=${slowest.name}`, `fastest=${fastest.name}`] }],
    [ours, { evidence: [`operator=${seconds(ours)}`] }],
  ];
  return judgeTwice(
    { id: 'clocks' },
    {
      refused: apart.filter(([ms]) => ms > CLOCK_LIMIT_MS).map(([, finding]) => finding),
      warned: apart.filter(([ms]) => ms > CLOCK_WARNING_MS && ms <= CLOCK_LIMIT_MS).map(([, finding]) => finding),
    },
  );
};

/** A server without a token cannot read the data saved by the other servers (failures.md B21). */
const tokenPresent: PreflightCheck = ({ facts }) => {
  const findings = facts.servers
    .filter(({ tokenPresent: present }) => !present)
    .map(({ name, dataDir }): Finding => ({ server: name, evidence: [`absent=${dataDir}/server/token`] }));
  return judge({ id: 'token-present', verdict: 'refuse', issues: ['k3s-io/k3s#5423'] }, findings);
};

/** A server with another token could not read the data saved by the other servers (failures.md B21). */
const tokensEqual: PreflightCheck = ({ facts }) => {
  const seen = facts.servers.filter(({ tokenPresent: present }) => present);
  const different = new Set(seen.map(({ tokenSameAs }) => tokenSameAs)).size > 1;
  const evidence = seen.map(
    ({ name, tokenSameAs }) => `${name}=${tokenSameAs === name ? 'own' : `as ${String(tokenSameAs)}`}`,
  );
  return judge(
    { id: 'tokens-equal', verdict: 'refuse', issues: ['k3s-io/k3s#12982'] },
    different ? [{ evidence }] : [],
  );
};

/** Settings that must match. Otherwise a restarted server does not come back (failures.md B14). */
const configEqual: PreflightCheck = ({ facts }) => {
  const names = [...new Set(facts.servers.flatMap(({ criticalConfig }) => Object.keys(criticalConfig)))].sort();
  const findings = names.flatMap((name): readonly Finding[] => {
    const values = facts.servers.map((server) => ({ server: server.name, value: server.criticalConfig[name] }));
    if (new Set(values.map(({ value }) => value)).size <= 1) return [];
    return [{ evidence: [name, ...values.map(({ server, value }) => `${server}=${value ?? 'unset'}`)] }];
  });
  return judge({ id: 'config-equal', verdict: 'refuse', issues: ['k3s-io/k3s#7195', 'k3s-io/k3s#6448'] }, findings);
};

/**
 * The configuration was read without doubt. Otherwise everything derived from the configuration is uncertain, such as settings that must match,
 * the data directory, the Node's name and the listeners (failures.md B14).
 */
const configReadable: PreflightCheck = ({ facts }) => {
  const findings = facts.servers.flatMap(({ name, unreadableConfig }) =>
    unreadableConfig.map(({ path, form, line }): Finding => ({
      server: name,
      evidence: [`path=${path}`, ...(line === undefined ? [] : [`line=${String(line)}`]), `form=${form}`],
    })),
  );
  return judge({ id: 'config-readable', verdict: 'refuse' }, findings);
};

/**
 * Only the journal of the engine's unit shows the cause of a refusal, the progress of a rewrite and an aborted rewrite. Without the journal a
 * refusal is only a number, and an aborted rewrite goes unnoticed.
 */
const journalTells: PreflightCheck = ({ facts }) => {
  const findings = facts.servers
    .filter((server) => !server.journalTells)
    .map(({ name, unit }): Finding => ({ server: name, evidence: [`unit=${unit.name}`] }));
  return judge({ id: 'journal-tells', verdict: 'warn' }, findings);
};

const toolsPresent: PreflightCheck = ({ facts }) => {
  const findings = facts.servers
    .filter(({ missingTools }) => missingTools.length > 0)
    .map(({ name, missingTools }): Finding => ({
      server: name,
      evidence: missingTools.map((tool) => `absent=${tool}`),
    }));
  return judge({ id: 'tools-present', verdict: 'refuse' }, findings);
};

function aboutNode(node: NodeFacts, seen: string): Finding {
  return { evidence: [`node=${node.name}`, seen] };
}

function seconds(ms: number): string {
  return `${String(Math.round(ms / 1_000))}s`;
}

/** Hosts, units and Nodes (failures.md 7.1, 1, 2, 5 and 9). */
export const serverChecks: readonly PreflightCheck[] = [
  unitsActive,
  nodesReady,
  nodesSchedulable,
  nodesFresh,
  clocks,
  tokenPresent,
  tokensEqual,
  configReadable,
  configEqual,
  toolsPresent,
  journalTells,
];

import type { SimulatedCluster } from './cluster.ts';
import type { HttpCall, HttpReply } from './http.ts';
import { jsonReply, statusReply } from './http.ts';
import type { SimulatedServer } from './server.ts';

const HASH = '0123456789abcdef0123456789abcdef';
const PLAN = 'server-plan';
/** The mark that rancher-system-agent holds while a plan is carried out (rancher/system-agent). */
const INTERLOCK = '/var/lib/rancher/agent/interlock/applyinator-active';
const SCHEDULED = '/run/systemd/shutdown/scheduled';

/** Writes or removes a host's traces of other actors, according to the faults of its server. */
export function showHostActors(cluster: Pick<SimulatedCluster, 'faults'>, server: SimulatedServer): void {
  const { files } = server;
  if (agentOf(cluster, server) === 'applying') files.write(INTERLOCK, new Date(server.now()).toUTCString());
  else files.remove(INTERLOCK);
  const reboot = cluster.faults.text('planned-reboot', server.name);
  if (reboot === undefined || reboot === 'over') files.remove(SCHEDULED);
  else files.write(SCHEDULED, `USEC=${(server.now() + Number(reboot) * 1_000) * 1_000}\nWARN_WALL=1\nMODE=reboot\n`);
}

/** The activity of rancher-system-agent on a host, or `undefined` if the agent does not run. */
export function agentOf(
  cluster: Pick<SimulatedCluster, 'faults'>,
  server: SimulatedServer,
): 'active' | 'applying' | undefined {
  const phase = cluster.faults.text('system-agent', server.name);
  return phase === 'active' || phase === 'applying' ? phase : undefined;
}

/** The next run of apt's timer, as `systemctl show` prints times, or an empty text for an unset timer. */
export function nextUpdate(cluster: Pick<SimulatedCluster, 'faults'>, server: SimulatedServer): string {
  const seconds = cluster.faults.text('update-timer', server.name);
  if (seconds === undefined || seconds === 'over') return '';
  return systemdTime(server.now() + Number(seconds) * 1_000);
}

/** A time in systemd's form, as `Sat 2026-11-28 06:51:00 UTC`. */
export function systemdTime(ms: number): string {
  const at = new Date(ms);
  return `${at.toUTCString().slice(0, 3)} ${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Plans of the system-upgrade-controller, and kured's DaemonSet, or `undefined` for any other request. */
export function otherActorsReply(cluster: SimulatedCluster, { path, query }: HttpCall): HttpReply | undefined {
  if (path === '/apis/upgrade.cattle.io/v1/plans') return planReply(cluster);
  if (path === '/apis/apps/v1/daemonsets') {
    const isByName = query.get('fieldSelector') === 'metadata.name=kured';
    const found = isByName ? kured(cluster) : [];
    // An empty list of metadata alone is Go's empty slice (recorded in the lab, v1.36.3).
    return jsonReply(200, { kind: 'PartialObjectMetadataList', items: found.length === 0 ? null : found });
  }
  return undefined;
}

/** Labels set by the controller on the Nodes where the plan was applied. */
export function planLabels(cluster: Pick<SimulatedCluster, 'faults'>): Readonly<Record<string, string>> {
  const phase = cluster.faults.first('upgrade-plan');
  return phase === 'done' || phase === 'channel' ? { [`plan.upgrade.cattle.io/${PLAN}`]: HASH } : {};
}

function planReply(cluster: SimulatedCluster): HttpReply {
  const phase = cluster.faults.first('upgrade-plan');
  if (phase === undefined) return statusReply(404, 'NotFound', 'the server could not find the requested resource');
  const [first] = cluster.hosts;
  const plan = {
    metadata: { name: PLAN, namespace: 'system-upgrade' },
    spec: {
      ...(phase === 'channel'
        ? { channel: 'https://update.rke2.io/v1-release/channels/stable' }
        : { version: cluster.version }),
      nodeSelector: {
        matchExpressions: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'In', values: ['true'] }],
      },
    },
    status: { latestHash: HASH, ...(phase === 'applying' ? { applying: [first?.nodeName ?? ''] } : {}) },
  };
  return jsonReply(200, { kind: 'PlanList', items: [plan] });
}

function kured(cluster: Pick<SimulatedCluster, 'faults' | 'time'>): readonly object[] {
  const holder = cluster.faults.first('kured');
  if (holder === undefined) return [];
  const lock = JSON.stringify({ nodeID: holder, created: new Date(cluster.time.now()).toISOString(), TTL: 0 });
  const annotations = holder === 'free' ? {} : { 'weave.works/kured-node-lock': lock };
  return [{ metadata: { name: 'kured', namespace: 'kube-system', annotations } }];
}

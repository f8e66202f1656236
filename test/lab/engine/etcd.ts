import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Agent } from 'node:https';

import { stringify } from 'yaml';

import type { Host } from './host.ts';
import { ETCD, ETCD_TLS, MANIFESTS } from './paths.ts';
import { agentOf, ask, etcdIdentity } from './request.ts';

const HTTP = 'https://127.0.0.1:2382';

/** A member's name in RKE2's form: the Node's, and eight digits that tell members of one name apart. */
function memberName(name: string): string {
  return `${name}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** RKE2's etcd configuration file: client port for gRPC alone, HTTP and metrics on ports of their own (measured.md 4). */
function etcdConfig(host: Host): string {
  return stringify({
    'advertise-client-urls': `https://${host.ip}:2379`,
    'client-transport-security': {
      'cert-file': `${ETCD_TLS}/server-client.crt`,
      'client-cert-auth': true,
      'key-file': `${ETCD_TLS}/server-client.key`,
      'trusted-ca-file': `${ETCD_TLS}/server-ca.crt`,
    },
    'data-dir': ETCD,
    'election-timeout': 5000,
    'heartbeat-interval': 500,
    'initial-advertise-peer-urls': `https://${host.ip}:2380`,
    'initial-cluster': host.members.map(({ name, ip }) => `${memberName(name)}=https://${ip}:2380`).join(','),
    'initial-cluster-state': 'new',
    'listen-client-http-urls': HTTP,
    'listen-client-urls': `https://127.0.0.1:2379,https://${host.ip}:2379`,
    'listen-metrics-urls': 'http://127.0.0.1:2381',
    'listen-peer-urls': `https://127.0.0.1:2380,https://${host.ip}:2380`,
    'log-outputs': ['stderr'],
    logger: 'zap',
    name: memberName(host.name),
    'peer-transport-security': {
      'cert-file': `${ETCD_TLS}/peer-server-client.crt`,
      'client-cert-auth': true,
      'key-file': `${ETCD_TLS}/peer-server-client.key`,
      'trusted-ca-file': `${ETCD_TLS}/peer-ca.crt`,
    },
    'snapshot-count': 10000,
  });
}

/** Writes what etcd starts from. */
export function furnishEtcd(host: Host): void {
  mkdirSync(ETCD, { recursive: true, mode: 0o700 });
  mkdirSync(MANIFESTS, { recursive: true });
  writeFileSync(`${ETCD}/config`, etcdConfig(host), { mode: 0o600 });
  writeFileSync(`${ETCD}/name`, memberName(host.name), { mode: 0o600 });
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'etcd', namespace: 'kube-system' } };
  writeFileSync(`${MANIFESTS}/etcd.yaml`, stringify(pod), { mode: 0o600 });
}

export function etcdArguments(): readonly string[] {
  return [`--config-file=${ETCD}/config`];
}

/** The gateway of the member on this host. */
export function gateway(): { readonly url: string; readonly agent: Agent } {
  return { url: HTTP, agent: agentOf(etcdIdentity()) };
}

/** Whether this host's member has a leader and answers. */
export async function isEtcdHealthy({ url, agent }: { readonly url: string; readonly agent: Agent }): Promise<boolean> {
  try {
    const answer = await ask({ url: `${url}/health`, agent });
    return answer.status === 200 && answer.body.includes('"true"');
  } catch {
    return false;
  }
}

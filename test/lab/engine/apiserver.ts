import { mkdirSync, writeFileSync } from 'node:fs';

import { stringify } from 'yaml';

import type { Host } from './host.ts';
import {
  APISERVER_PORT,
  DISTRIBUTION,
  ENCRYPTION_CONFIG,
  ENGINE,
  ETCD_TLS,
  KINE_SOCKET,
  KUBECONFIG,
  MANIFESTS,
  TLS,
} from './paths.ts';

function datastoreFlags(host: Host): Readonly<Record<string, string>> {
  if (host.hasKine) return { 'etcd-servers': `unix://${KINE_SOCKET}` };
  const servers = host.hasEtcd ? ['127.0.0.1'] : host.members.map(({ ip }) => ip);
  return {
    'etcd-cafile': `${ETCD_TLS}/server-ca.crt`,
    'etcd-certfile': `${ETCD_TLS}/client.crt`,
    'etcd-keyfile': `${ETCD_TLS}/client.key`,
    'etcd-servers': servers.map((server) => `https://${server}:2379`).join(','),
  };
}

/** The engine's flags, as far as they do not speak of parts that the lab has not: kubelets, egress, audit. */
export function apiserverArguments(host: Host): readonly string[] {
  const flags: Readonly<Record<string, string | number | boolean>> = {
    'advertise-address': host.ip,
    'allow-privileged': true,
    'anonymous-auth': false,
    'api-audiences': `https://kubernetes.default.svc.cluster.local,${DISTRIBUTION}`,
    'authorization-mode': 'Node,RBAC',
    'bind-address': ENGINE.apiserverIsStaticPod ? '0.0.0.0' : '127.0.0.1',
    'cert-dir': `${TLS}/temporary-certs`,
    'client-ca-file': `${TLS}/client-ca.crt`,
    // No controller makes service accounts here, and no Pod asks for one.
    'disable-admission-plugins': 'ServiceAccount',
    'enable-admission-plugins': 'NodeRestriction',
    'enable-aggregator-routing': true,
    'encryption-provider-config': ENCRYPTION_CONFIG,
    'encryption-provider-config-automatic-reload': true,
    ...datastoreFlags(host),
    // The engine's list of Secrets must live longer than its rewrite on the slowest of machines (measured.md 8).
    'etcd-compaction-interval': '1h',
    profiling: false,
    'proxy-client-cert-file': `${TLS}/client-auth-proxy.crt`,
    'proxy-client-key-file': `${TLS}/client-auth-proxy.key`,
    'requestheader-allowed-names': 'system:auth-proxy',
    'requestheader-client-ca-file': `${TLS}/request-header-ca.crt`,
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-username-headers': 'X-Remote-User',
    'secure-port': APISERVER_PORT,
    'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
    'service-account-key-file': `${TLS}/service.key`,
    'service-account-signing-key-file': `${TLS}/service.key`,
    'service-cluster-ip-range': '10.43.0.0/16',
    'service-node-port-range': '30000-32767',
    'storage-backend': 'etcd3',
    'tls-cert-file': `${TLS}/serving-kube-apiserver.crt`,
    'tls-private-key-file': `${TLS}/serving-kube-apiserver.key`,
  };
  return Object.entries(flags).map(([name, value]) => `--${name}=${String(value)}`);
}

/** What only the lab's kube-apiserver listens to: keep to itself which file it uses, as older releases do (measured.md 3); poll slowly. */
export function apiserverEnvironment(host: Host): Readonly<Record<string, string>> {
  const { reloadMetric, reloadPeriodSeconds: period } = host;
  return {
    ...(reloadMetric ? {} : { KEYTURN_LAB_NO_RELOAD_METRIC: '1' }),
    ...(period === undefined ? {} : { KEYTURN_LAB_RELOAD_PERIOD: `${String(period)}s` }),
  };
}

/** The static pod's manifest, where there is one, and root's way in, as the engine writes them. */
export function furnishApiserver(host: Host): void {
  if (ENGINE.apiserverIsStaticPod) writeManifest(host);
  writeKubeconfig();
}

function writeManifest(host: Host): void {
  mkdirSync(MANIFESTS, { recursive: true });
  const container = { name: 'kube-apiserver', command: ['kube-apiserver'], args: apiserverArguments(host) };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'kube-apiserver', namespace: 'kube-system' },
    spec: { hostNetwork: true, priorityClassName: 'system-cluster-critical', containers: [container] },
  };
  writeFileSync(`${MANIFESTS}/kube-apiserver.yaml`, stringify(pod, { lineWidth: 0 }), { mode: 0o600 });
}

function writeKubeconfig(): void {
  const user = { 'client-certificate': `${TLS}/client-admin.crt`, 'client-key': `${TLS}/client-admin.key` };
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'default',
        cluster: { 'certificate-authority': `${TLS}/server-ca.crt`, server: 'https://127.0.0.1:6443' },
      },
    ],
    contexts: [{ name: 'default', context: { cluster: 'default', user: 'default' } }],
    'current-context': 'default',
    users: [{ name: 'default', user }],
  };
  writeFileSync(KUBECONFIG, stringify(kubeconfig), { mode: 0o600 });
}

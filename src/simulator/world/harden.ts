import { COMPONENT_ARGUMENTS, PROFILE_ARGUMENTS } from '../engine/component-arguments.ts';
import {
  ETCD_CONFIGURATION,
  KUBELET_SETTINGS,
  METADATA_AUDIT_POLICY,
  podSecurityConfiguration,
} from '../engine/component-files.ts';
import { logLine } from '../engine/log-lines.ts';
import type { SimulatedCluster } from './cluster.ts';
import { internalAddressOf } from './node-json.ts';
import type { SimulatedServer } from './server.ts';

type ComponentName = keyof typeof COMPONENT_ARGUMENTS;

const ROOT = { mode: 0o600, owner: 'root:root' };

/** What a kernel of Debian 12 has before anybody sets it. */
const PLAIN_PARAMETERS = {
  'vm.panic_on_oom': '0',
  'vm.overcommit_memory': '0',
  'kernel.panic': '0',
  'kernel.panic_on_oops': '0',
};

/** The file of RKE2 (`bundle/share/rke2/rke2-cis-sysctl.conf`). */
const CIS_PARAMETERS = 'vm.panic_on_oom=0\nvm.overcommit_memory=1\nkernel.panic=10\nkernel.panic_on_oops=1\n';

/** Settings by which a K3s server follows its security guide. RKE2 has a profile for that. */
export function hardenedSettings({ distribution }: SimulatedCluster, server: SimulatedServer): object {
  if (distribution === 'rke2') return { profile: 'cis' };
  return {
    'protect-kernel-defaults': true,
    'kube-apiserver-arg': k3sArguments(server).map((word) => word.slice('--'.length)),
  };
}

/** Files, users, kernel parameters and processes that the security guide speaks of, good or as installed. */
export function writeHostState(cluster: SimulatedCluster, server: SimulatedServer): void {
  writeKernelAndUsers(cluster, server);
  writeCredentials(server);
  if (server.roles.includes('etcd')) {
    const owner = cluster.hardened && cluster.distribution === 'rke2' ? 'etcd:etcd' : 'root:root';
    server.files.write(`${server.dataDir}/server/db/etcd/config`, textFor(server, ETCD_CONFIGURATION), ROOT);
    server.files.mkdir(`${server.dataDir}/server/db/etcd`, { mode: 0o700, owner });
  }
  if (cluster.distribution === 'rke2') startRke2(cluster, server);
  else startK3s(cluster, server);
}

function writeKernelAndUsers({ hardened, distribution }: SimulatedCluster, { files }: SimulatedServer): void {
  const set = Object.fromEntries(
    CIS_PARAMETERS.trim()
      .split('\n')
      .map((line) => line.split('=')),
  );
  const values = hardened ? (set as Record<string, string>) : PLAIN_PARAMETERS;
  for (const [name, value] of Object.entries(values)) {
    files.write(`/proc/sys/${name.replaceAll('.', '/')}`, `${value}\n`);
  }
  if (distribution === 'rke2') files.write('/usr/local/share/rke2/rke2-cis-sysctl.conf', CIS_PARAMETERS);
  if (hardened) {
    const name = distribution === 'rke2' ? '60-rke2-cis' : '90-kubelet';
    files.write(`/etc/sysctl.d/${name}.conf`, CIS_PARAMETERS);
  }
  const isEtcdUser = hardened && distribution === 'rke2';
  const users = [
    'root:x:0:0:root:/root:/bin/bash',
    ...(isEtcdUser ? ['etcd:x:999:999:etcd user:/home/etcd:/sbin/nologin'] : []),
  ];
  files.write('/etc/passwd', `${users.join('\n')}\n`);
  files.write('/etc/group', isEtcdUser ? 'root:x:0:\netcd:x:999:\n' : 'root:x:0:\n');
}

/** As the engine leaves them, apart from what furnish.ts writes. */
function writeCredentials({ files, dataDir }: SimulatedServer): void {
  const data = [
    'server/agent-token',
    'server/cred/admin.kubeconfig',
    'server/cred/controller.kubeconfig',
    'server/cred/scheduler.kubeconfig',
    'server/tls/service.key',
    'agent/kubelet.kubeconfig',
    'agent/kubeproxy.kubeconfig',
    'agent/client-ca.crt',
  ];
  for (const name of data) files.write(`${dataDir}/${name}`, 'simulated\n', ROOT);
  for (const name of ['cred', 'db', 'tls']) files.mkdir(`${dataDir}/server/${name}`, { mode: 0o700 });
  for (const name of ['manifests', 'logs']) files.mkdir(`${dataDir}/server/${name}`, { mode: 0o700 });
}

/** Static pods, the kubelet, and the files that they read. */
function startRke2(cluster: SimulatedCluster, server: SimulatedServer): void {
  const { files, dataDir } = server;
  const isPlane = server.roles.includes('control-plane');
  const present: readonly ComponentName[] = [
    ...(server.roles.includes('etcd') ? (['etcd'] as const) : []),
    ...(isPlane ? (['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const) : []),
    'kubelet',
    'kube-proxy',
  ];
  for (const [index, component] of present.entries()) {
    const words = rke2Arguments(cluster, component).map((word) => textFor(server, word));
    writeProcess(server, { id: 2_501 + index, component, words });
    if (component !== 'kubelet' && component !== 'kube-apiserver') {
      files.write(`${dataDir}/agent/pod-manifests/${component}.yaml`, manifestOf(component, words), ROOT);
    }
  }
  files.write(`${dataDir}/agent/etc/kubelet.conf.d/00-rke2-defaults.conf`, textFor(server, KUBELET_SETTINGS), ROOT);
  if (!isPlane) return;
  files.write('/etc/rancher/rke2/rke2-pss.yaml', podSecurityConfiguration(cluster.hardened), ROOT);
  if (cluster.hardened) files.write('/etc/rancher/rke2/audit-policy.yaml', METADATA_AUDIT_POLICY, ROOT);
}

function rke2Arguments({ hardened }: SimulatedCluster, component: ComponentName): readonly string[] {
  const words: readonly string[] = COMPONENT_ARGUMENTS[component];
  return hardened ? words : words.filter((word) => !PROFILE_ARGUMENTS.includes(word.split('=')[0] ?? ''));
}

/** A process in /proc. The kernel keeps 15 characters of a name. */
function writeProcess(
  { files }: SimulatedServer,
  process: { readonly id: number; readonly component: string; readonly words: readonly string[] },
): void {
  const { id, component, words } = process;
  files.write(`/proc/${id}/comm`, `${component.slice(0, 15)}\n`);
  files.write(`/proc/${id}/cmdline`, [component, ...words].map((word) => `${word}\0`).join(''));
}

function manifestOf(component: string, words: readonly string[]): string {
  return [
    'apiVersion: v1',
    'kind: Pod',
    `metadata: {name: ${component}}`,
    ...words.map((word) => `    - ${word}`),
    '',
  ].join('\n');
}

/** K3s prints the arguments of its components at each start, and runs them itself. */
function startK3s(cluster: SimulatedCluster, server: SimulatedServer): void {
  const { files, dataDir } = server;
  if (cluster.hardened) {
    files.write(`${dataDir}/server/psa.yaml`, k3sPodSecurity(), ROOT);
    files.write(`${dataDir}/server/audit.yaml`, METADATA_AUDIT_POLICY, ROOT);
  }
  files.write(`${dataDir}/agent/etc/kubelet.conf.d/00-k3s-defaults.conf`, textFor(server, KUBELET_SETTINGS), ROOT);
  const more: Partial<Record<ComponentName, readonly string[]>> = cluster.hardened
    ? { 'kube-apiserver': k3sArguments(server) }
    : {};
  for (const component of [
    'kube-apiserver',
    'kube-scheduler',
    'kube-controller-manager',
    'kubelet',
    'kube-proxy',
  ] as const) {
    const own = COMPONENT_ARGUMENTS[component].filter(
      (word) => ![...PROFILE_ARGUMENTS, '--admission-control-config-file'].includes(word.split('=')[0] ?? ''),
    );
    const words = [...own.map((word) => textFor(server, word)), ...(more[component] ?? [])];
    server.log(logLine('info', `Running ${component} ${words.join(' ')}`, new Date(server.now())));
  }
}

/** The arguments of the guide of K3s. */
function k3sArguments({ dataDir }: SimulatedServer): readonly string[] {
  return [
    `--admission-control-config-file=${dataDir}/server/psa.yaml`,
    `--audit-log-path=${dataDir}/server/logs/audit.log`,
    `--audit-policy-file=${dataDir}/server/audit.yaml`,
    '--audit-log-maxage=30',
    '--audit-log-maxbackup=10',
    '--audit-log-maxsize=100',
    '--service-account-extend-token-expiration=false',
  ];
}

function k3sPodSecurity(): string {
  return podSecurityConfiguration(true).replace(/namespaces: .*/, 'namespaces: [kube-system, cis-operator-system]');
}

function textFor(server: SimulatedServer, text: string): string {
  return text
    .replaceAll('DATA', server.dataDir)
    .replaceAll('ADDRESS', internalAddressOf(server.name))
    .replaceAll('NAME', server.name);
}

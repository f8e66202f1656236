import type { AuditFacts } from '../../src/audit/facts/audit-facts.ts';
import type { NamespaceFacts } from '../../src/audit/facts/cluster-facts.ts';
import type { Component, FileFacts, HostAudit, ProcessFacts } from '../../src/audit/facts/host-facts.ts';
import { parseVersion } from '../../src/engine/version.ts';
import type { Distribution } from '../../src/model/cluster.ts';
import { podSecurityConfiguration } from '../../src/simulator/engine/component-files.ts';
import { SAMPLE_FACTS, SAMPLE_NOW } from '../support/sample-facts.ts';

/** A file of a host, root's own unless `owner` says otherwise. */
export function file(path: string, mode: string, owner = 'root:root', type?: string): readonly [string, FileFacts] {
  return [path, { path, mode, owner, type }];
}

/** A process with arguments, and the SELinux type that it runs with. */
export function process(words: readonly string[], type?: string): ProcessFacts {
  return { arguments: words, type };
}

const METADATA_POLICY = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';

/** Arguments of the apiserver that the rows of the guide read, on a hardened RKE2. */
export const APISERVER = [
  '--admission-control-config-file=/etc/rancher/rke2/rke2-pss.yaml',
  '--audit-policy-file=/etc/rancher/rke2/audit-policy.yaml',
  '--audit-log-maxage=30',
  '--audit-log-maxbackup=10',
  '--audit-log-maxsize=100',
  '--audit-log-path=/var/lib/rancher/rke2/server/logs/audit.log',
] as const;

const VALUES = {
  'vm.panic_on_oom': '0',
  'vm.overcommit_memory': '1',
  'kernel.panic': '10',
  'kernel.panic_on_oops': '1',
} as const;

/** A server that follows the guide. */
export function goodHost(
  name: string,
  change: Partial<HostAudit> = {},
  distribution: Distribution = 'rke2',
): HostAudit {
  const dataDir = `/var/lib/rancher/${distribution}`;
  const version = change.version ?? parseVersion(distribution === 'rke2' ? 'v1.36.3+rke2r1' : 'v1.36.3+k3s1');
  return {
    name,
    distribution,
    version,
    roles: ['control-plane', 'etcd'],
    dataDir,
    settings: distribution === 'rke2' ? { profile: 'cis' } : {},
    configFiles: [`/etc/rancher/${distribution}/config.yaml`],
    parameters: new Map(Object.entries(VALUES)),
    bootParameters: Object.entries(VALUES).map(([parameter, value]) => ({
      name: parameter,
      value,
      path: '/etc/sysctl.d/60-rke2-cis.conf',
    })),
    parameterSource: '/usr/local/share/rke2/rke2-cis-sysctl.conf',
    files: new Map([
      file(`/etc/rancher/${distribution}/config.yaml`, '600'),
      file(`${dataDir}/server/token`, '600'),
      file(`${dataDir}/server/cred/encryption-config.json`, '600'),
      file(`${dataDir}/server/cred/encryption-state.json`, '600'),
      file(`${dataDir}/server/db/etcd`, '700', 'etcd:etcd'),
    ]),
    etcdUser: { id: 999, shell: '/sbin/nologin' },
    hasEtcdGroup: true,
    processes: new Map([['kube-apiserver', process(APISERVER)]]),
    selinux: { mode: 'disabled', package: undefined, hasModule: false, denials: undefined },
    kubelet: {},
    etcd: {},
    auditPolicy: { path: '/etc/rancher/rke2/audit-policy.yaml', text: METADATA_POLICY },
    admissionConfig: { path: '/etc/rancher/rke2/rke2-pss.yaml', text: podSecurityConfiguration(true) },
    ...change,
  };
}

/** The same host with other arguments of one process. */
export function withProcess(host: HostAudit, component: Component, facts: ProcessFacts | undefined): HostAudit {
  const processes = new Map(host.processes);
  if (facts === undefined) processes.delete(component);
  else processes.set(component, facts);
  return { ...host, processes };
}

/** The same host with other files, each in place of the file of the same path. */
export function withFiles(host: HostAudit, ...files: readonly (readonly [string, FileFacts])[]): HostAudit {
  return { ...host, files: new Map([...host.files, ...files]) };
}

/** A namespace in which nothing is wrong. */
export function namespace(name: string, change: Partial<NamespaceFacts> = {}): NamespaceFacts {
  return { name, levels: {}, automountsToken: false, hasDefaultAccount: true, networkPolicies: 1, ...change };
}

const REFUSAL = 'pods "keyturn-tried-privileged" is forbidden: violates PodSecurity "restricted:latest": privileged';

/** A cluster of three servers that follow the guide. */
export function goodFacts(change: Partial<AuditFacts> = {}): AuditFacts {
  return {
    distribution: 'rke2',
    profile: 'cis',
    hosts: ['s1', 's2', 's3'].map((name) => goodHost(name)),
    cluster: SAMPLE_FACTS.three,
    namespaces: ['default', 'kube-public', 'kube-system', 'payments'].map((name) => namespace(name)),
    tried: {
      namespace: 'default',
      privileged: { status: 403, message: REFUSAL },
      restricted: { status: 201, message: '' },
    },
    now: SAMPLE_NOW,
    maxKeyAgeMs: undefined,
    ...change,
  };
}

/** The same cluster with the first server changed. */
export function withFirst(host: HostAudit, change: Partial<AuditFacts> = {}): AuditFacts {
  const facts = goodFacts(change);
  return { ...facts, hosts: [host, ...facts.hosts.slice(1)] };
}

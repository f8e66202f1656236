import type { AuditMend } from '../../src/model/audit.ts';

const UNIT = 'rke2-server.service';

/** Every mend of the audit, in each form that it has. */
export const SAMPLE_MENDS: readonly AuditMend[] = [
  {
    kind: 'kernel-parameters',
    source: '/usr/share/rke2/rke2-cis-sysctl.conf',
    file: '/etc/sysctl.d/60-rke2-cis.conf',
  },
  { kind: 'kernel-parameters', source: undefined, file: '/etc/sysctl.d/90-kubelet.conf' },
  { kind: 'etcd-user' },
  { kind: 'etcd-shell' },
  { kind: 'etcd-owner', path: '/var/lib/rancher/rke2/server/db/etcd' },
  { kind: 'profile', file: '/etc/rancher/rke2/config.yaml', profile: 'cis', unit: UNIT },
  { kind: 'setting', file: '/etc/rancher/rke2/config.yaml', line: 'selinux: true', unit: UNIT },
  { kind: 'mode', mode: '600', paths: ['/etc/rancher/rke2/config.yaml'] },
  { kind: 'owner', owner: 'root:root', paths: ['/etc/rancher/rke2/config.yaml'] },
  { kind: 'network-policy', namespaces: ['kube-public', 'default'] },
  { kind: 'service-accounts', namespaces: ['payments'] },
  { kind: 'service-accounts', namespaces: ['payments', 'monitoring'] },
  {
    kind: 'audit-policy',
    path: '/etc/rancher/rke2/audit-policy.yaml',
    unit: UNIT,
    form: 'cis',
    arguments: ['audit-log-maxage=30'],
  },
  { kind: 'audit-policy', path: '/etc/rancher/rke2/audit-policy.yaml', unit: UNIT, form: 'stig', arguments: [] },
  {
    kind: 'pod-security',
    path: '/etc/rancher/rke2/rke2-pss.yaml',
    unit: UNIT,
    exempt: ['kube-system', 'compliance-operator-system', 'tigera-operator'],
    arguments: [],
  },
  { kind: 'namespace-label', namespaces: ['payments'], level: 'restricted' },
  { kind: 'selinux-package', name: 'rke2-selinux' },
  { kind: 'selinux-relabel', path: '/var/lib/rancher/rke2' },
  { kind: 'selinux-denials' },
  { kind: 'look-at-admission', namespace: 'default' },
  { kind: 'rotate' },
  { kind: 'look-at-encryption' },
];

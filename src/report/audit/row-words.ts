import type { AuditReason, AuditStatus, GuideRow } from '../../model/audit.ts';

/** The words of one row of the guide. */
export interface RowWords {
  readonly title: string;
  /** Where the guide speaks of it. */
  readonly section: string;
  /** What the guide says, in short. */
  readonly says: string;
  /** Ids of the DISA RKE2 STIG, as rule and group. */
  readonly stig: readonly string[];
}

export const ROW_WORDS: Readonly<Record<GuideRow, RowWords>> = {
  'kernel-parameters': {
    title: 'Kernel parameters',
    section: 'CIS Hardening Guide, Kernel parameters',
    says: 'The host has the parameters that the kubelet expects, set by a file in /etc/sysctl.d, so that they hold after a boot.',
    stig: ['V-254569'],
  },
  'etcd-user': {
    title: 'etcd user and data directory',
    section: 'CIS Hardening Guide, Etcd is configured properly',
    says: 'A system user and group etcd without a login exist in /etc/passwd and /etc/group, and own the data directory of etcd, mode 0700.',
    stig: [],
  },
  'cis-profile': {
    title: 'CIS profile',
    section: 'CIS Hardening Guide, RKE2 configuration',
    says: 'Every server has the same profile of its release: it checks the host, restricts Pod Security, and writes network policies.',
    stig: ['CNTR-R2-000060 (V-254555)'],
  },
  'credential-files': {
    title: 'Files with keys and tokens',
    section: 'CIS Hardening Guide, file permissions; STIG CNTR-R2-000520',
    says: 'Files with keys, tokens and passwords belong to root, mode 0600.',
    stig: ['CNTR-R2-000520 (V-254564)'],
  },
  'network-policies': {
    title: 'Network policies',
    section: 'CIS Hardening Guide, Network Policies',
    says: 'kube-system, kube-public and default have a NetworkPolicy that admits the pods of the same namespace.',
    stig: [],
  },
  'default-service-accounts': {
    title: 'Default ServiceAccounts',
    section: 'CIS Hardening Guide, Configure default service account',
    says: 'The default ServiceAccount of every namespace has automountServiceAccountToken: false. RKE2 sets its own namespaces.',
    stig: [],
  },
  'audit-log': {
    title: 'Audit log',
    section: 'CIS Hardening Guide, API Server audit configuration',
    says: 'The default policy of the profile (a lone level: None) records nothing, although the benchmark passes it: set at least Metadata.',
    stig: ['CNTR-R2-000060 (V-254555)', 'CNTR-R2-000320 (V-254563)'],
  },
  'pod-security-admission': {
    title: 'Pod Security configuration',
    section: 'Pod Security Standards',
    says: 'enforce, audit and warn are restricted by default, and only the namespaces of the system are exempt.',
    stig: ['V-254571'],
  },
  'pod-security-in-effect': {
    title: 'Pod Security in effect',
    section: 'Pod Security Standards',
    says: 'A privileged pod is refused, and a restricted pod accepted, in a namespace that enforces restricted (tried in a dry run).',
    stig: ['V-254571'],
  },
  'namespace-labels': {
    title: 'Labels of namespaces',
    section: 'Pod Security Standards',
    says: 'No namespace lets in more than the default by a label of its own.',
    stig: [],
  },
  selinux: {
    title: 'SELinux',
    section: 'SELinux',
    says: "Where SELinux is enforcing, the engine's policy package is installed, selinux: true is set, files and processes have its types, and nothing is denied.",
    stig: [],
  },
  'secrets-encryption': {
    title: 'Encryption of Secrets at rest',
    section: 'Secrets Encryption',
    says: 'Encryption is enabled with one key, every apiserver has loaded it, every Secret is under it, and it is not older than the policy.',
    stig: ['CNTR-R2-001500 (V-254573, V1R1 to V2R4)'],
  },
};

/** The words of each status, which stand in front of a row. */
export const STATUS_WORDS: Readonly<Record<AuditStatus, string>> = {
  fail: 'FAIL',
  unknown: 'UNKNOWN',
  pass: 'pass',
  'not-applicable': 'n/a',
};

/** Why a row does not apply, or could not be decided. */
export const REASON_WORDS: Readonly<Record<AuditReason, string>> = {
  'no-etcd-here': 'this server has no etcd member',
  'no-apiserver-here': 'this server runs no apiserver',
  'etcd-runs-as-root': 'K3s runs etcd as root inside its own process',
  'rke2-only': 'only RKE2 has profiles',
  'no-profile': 'RKE2 does so only with a CIS profile, and no server has one',
  'selinux-not-enforcing': 'SELinux is not enforcing here',
  'before-pod-security': 'Pod Security Admission came with Kubernetes 1.25',
  'nothing-enforces': 'no namespace enforces restricted, so no pod can be tried',
  'no-answer': 'the question was not answered',
  'not-understood': 'the answer has a form that keyturn does not know',
  'no-such-file': 'there is no such file',
  'process-not-seen': 'the arguments of the running process were not found',
  'age-unknown': 'the name of the key has no date',
};

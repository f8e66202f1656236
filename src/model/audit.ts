import type { Count } from './units.ts';

/** The rows of the security guide that `audit` reads, in the order of the guide. */
export const GUIDE_ROWS = [
  'kernel-parameters',
  'etcd-user',
  'cis-profile',
  'credential-files',
  'network-policies',
  'default-service-accounts',
  'audit-log',
  'pod-security-admission',
  'pod-security-in-effect',
  'namespace-labels',
  'selinux',
  'secrets-encryption',
] as const;

export type GuideRow = (typeof GUIDE_ROWS)[number];

/** The CIS benchmarks whose rows are judged, by their names in rancher/security-scan. */
export const BENCHMARKS = [
  'rke2-cis-1.9',
  'rke2-cis-1.10',
  'rke2-cis-1.11',
  'rke2-cis-1.12',
  'k3s-cis-1.9',
  'k3s-cis-1.10',
  'k3s-cis-1.11',
  'k3s-cis-1.12',
] as const;
export type BenchmarkName = (typeof BENCHMARKS)[number];

/** Which benchmark is judged. `auto` goes by the release. */
export type BenchmarkChoice = BenchmarkName | 'auto' | 'none';

/** `cis` is the engine's security guide. `stig` also asks for what the DISA STIG wants beyond the guide. */
export const AUDIT_PROFILES = ['cis', 'stig'] as const;
export type AuditProfile = (typeof AUDIT_PROFILES)[number];

/** Forms of the output. `sarif` and `junit` are for CI. */
export const AUDIT_FORMS = ['pretty', 'json', 'sarif', 'junit', 'html'] as const;
export type AuditForm = (typeof AUDIT_FORMS)[number];

export const AUDIT_STATUSES = ['fail', 'unknown', 'pass', 'not-applicable'] as const;
export type AuditStatus = (typeof AUDIT_STATUSES)[number];

/** Why a row does not apply, or could not be decided. */
export type AuditReason =
  /** The server has no etcd member. */
  | 'no-etcd-here'
  /** The server runs no apiserver. */
  | 'no-apiserver-here'
  /** K3s runs etcd as root inside its own process, so the etcd user does not matter there. */
  | 'etcd-runs-as-root'
  /** Only RKE2 has profiles. */
  | 'rke2-only'
  /** RKE2 does so only with a CIS profile, and the servers have none. */
  | 'no-profile'
  /** The kernel runs without SELinux, or SELinux only warns. */
  | 'selinux-not-enforcing'
  /** Pod Security Admission came with Kubernetes 1.25. */
  | 'before-pod-security'
  /** No namespace enforces `restricted`, so no pod can be tried. */
  | 'nothing-enforces'
  /** The host or the apiserver did not answer the question. */
  | 'no-answer'
  /** The answer has another form than any known release gives. */
  | 'not-understood'
  /** There is no such file. */
  | 'no-such-file'
  /** The running process was not found, so its arguments are unknown. */
  | 'process-not-seen'
  /** The name of the key carries no date. */
  | 'age-unknown';

/** What one fact says about the row. A `noted` fact informs and decides nothing. */
export type EvidenceVerdict = 'holds' | 'fails' | 'noted' | 'unknown';

/** One fact that a status rests on. */
export interface AuditEvidence {
  /** What was looked at in its own name, such as `vm.panic_on_oom`, a path, an argument or a namespace. */
  readonly name: string;
  /** The value seen, or `undefined` where nothing is set. Text of a host, and never a secret. */
  readonly seen: string | undefined;
  /** The value that the guide wants, in its own notation, or `undefined` for a `noted` fact. */
  readonly expected: string | undefined;
  readonly verdict: EvidenceVerdict;
}

/** The file of kernel parameters is put in place. */
export interface KernelParametersMend {
  readonly kind: 'kernel-parameters';
  /** The file that the installation brings along, or `undefined`. */
  readonly source: string | undefined;
  readonly file: string;
}

/** A change that would mend a row. Only `src/report` makes a command of it, and keyturn never runs the command. */
export type AuditMend =
  | KernelParametersMend
  | { readonly kind: 'etcd-user' }
  | { readonly kind: 'etcd-shell' }
  | { readonly kind: 'etcd-owner'; readonly path: string }
  | { readonly kind: 'profile'; readonly file: string; readonly profile: string; readonly unit: string }
  | { readonly kind: 'setting'; readonly file: string; readonly line: string; readonly unit: string }
  | { readonly kind: 'mode'; readonly mode: string; readonly paths: readonly string[] }
  | { readonly kind: 'owner'; readonly owner: string; readonly paths: readonly string[] }
  | { readonly kind: 'network-policy'; readonly namespaces: readonly string[] }
  | { readonly kind: 'service-accounts'; readonly namespaces: readonly string[] }
  | {
      readonly kind: 'audit-policy';
      readonly path: string;
      readonly unit: string;
      readonly form: AuditProfile;
      /** Arguments of the apiserver that are missing or too small. */
      readonly arguments: readonly string[];
    }
  | {
      readonly kind: 'pod-security';
      readonly path: string;
      readonly unit: string;
      readonly exempt: readonly string[];
      readonly arguments: readonly string[];
    }
  | { readonly kind: 'namespace-label'; readonly namespaces: readonly string[]; readonly level: string }
  | { readonly kind: 'selinux-package'; readonly name: string }
  | { readonly kind: 'selinux-relabel'; readonly path: string }
  | { readonly kind: 'selinux-denials' }
  | { readonly kind: 'look-at-admission'; readonly namespace: string }
  | { readonly kind: 'rotate' }
  | { readonly kind: 'look-at-encryption' };

/** The whole cluster, or one of its servers by the name in the inventory. */
type AuditSubject = { readonly kind: 'cluster' } | { readonly kind: 'server'; readonly name: string };

/** The verdict of a row, before it is known which row and subject it belongs to. */
export interface AuditVerdict {
  readonly status: AuditStatus;
  /** Given for `unknown` and `not-applicable`. */
  readonly reason: AuditReason | undefined;
  readonly evidence: readonly AuditEvidence[];
  /** Empty unless the row fails. */
  readonly mend: readonly AuditMend[];
}

/** One row of the guide, judged for one subject. */
export interface GuideResult extends AuditVerdict {
  readonly row: GuideRow;
  readonly subject: AuditSubject;
}

/** One row of a CIS benchmark, judged for one subject. */
export interface BenchmarkResult extends AuditVerdict {
  readonly id: string;
  readonly title: string;
  /** A row that is not scored may fail without any consequence. */
  readonly scored: boolean;
  /** What the benchmark says to do. */
  readonly remediation: string;
  readonly subject: AuditSubject;
}

/** A row of a CIS benchmark that was not judged. */
export interface UnjudgedRow {
  readonly id: string;
  readonly title: string;
  /** For a person, skipped by the benchmark itself, or about workloads that keyturn does not read. */
  readonly why: 'manual' | 'skipped' | 'workloads';
}

/** The rows of one CIS benchmark. */
export interface BenchmarkFindings {
  readonly name: BenchmarkName;
  /** Where the definitions are from. */
  readonly notice: string;
  readonly results: readonly BenchmarkResult[];
  readonly unjudged: readonly UnjudgedRow[];
  /** Ids of the benchmark by the rows of the guide that look at the same. */
  readonly ids: Readonly<Partial<Record<GuideRow, readonly string[]>>>;
}

/** Everything that an audit found. */
export interface AuditFindings {
  readonly cluster: string;
  readonly profile: AuditProfile;
  /** In the order of the guide, each row for every server in inventory order, or for the cluster. */
  readonly rows: readonly GuideResult[];
  /** `undefined` where no benchmark was asked for, or none fits the release. */
  readonly benchmark: BenchmarkFindings | undefined;
}

/** A failure that somebody accepted for a time. */
export interface Acceptance {
  /** A row of the guide, or a benchmark with an id, such as `rke2-cis-1.12/1.2.15`. */
  readonly id: string;
  /** The server's name, or `undefined` for every server and the cluster. */
  readonly server: string | undefined;
  readonly by: string;
  readonly reason: string | undefined;
  /** The last day, as `2027-03-01`. */
  readonly until: string;
}

/** What another scanner said, by the titles of its rows. */
export interface OtherScan {
  readonly source: 'kube-bench' | 'ClusterScanReport';
  /** The benchmark of that scan in its own words. */
  readonly benchmark: string;
  /** States such as `pass`, by titles without their endings, in lower case. */
  readonly states: ReadonlyMap<string, string>;
}

/** The result of an earlier audit. */
interface EarlierResult {
  readonly id: string;
  readonly server: string | undefined;
  readonly status: AuditStatus;
}

/** An earlier audit, from its JSON document. */
export interface EarlierAudit {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly results: readonly EarlierResult[];
}

/** A title without what differs between scanners. */
export function plainTitle(title: string): string {
  const open = title.lastIndexOf('(');
  const words = open > 0 && title.trimEnd().endsWith(')') ? title.slice(0, open) : title;
  return words.trim().toLowerCase();
}

/** How many results have each status. */
export function countByStatus(
  results: readonly { readonly status: AuditStatus }[],
): Readonly<Record<AuditStatus, Count>> {
  const counts = { fail: 0, unknown: 0, pass: 0, 'not-applicable': 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}

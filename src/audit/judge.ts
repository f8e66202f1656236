import { GUIDE_ROWS, type AuditVerdict, type GuideResult, type GuideRow } from '../model/audit.ts';
import type { AuditFacts } from './facts/audit-facts.ts';
import type { HostAudit } from './facts/host-facts.ts';
import { auditLog } from './rows/audit-log.ts';
import { cisProfile } from './rows/cis-profile.ts';
import { credentialFiles } from './rows/credential-files.ts';
import { etcdUser } from './rows/etcd-user.ts';
import { kernelParameters } from './rows/kernel-parameters.ts';
import { defaultServiceAccounts, namespaceLabels, networkPolicies } from './rows/namespaces.ts';
import { podSecurityAdmission } from './rows/pod-security-admission.ts';
import { podSecurityInEffect } from './rows/pod-security-in-effect.ts';
import { secretsEncryption } from './rows/secrets-encryption.ts';
import { selinux } from './rows/selinux.ts';
import { undecided } from './rows/verdict.ts';

/** How a row is judged, for each server or once for the cluster. */
type Judge =
  | { readonly of: 'server'; readonly judge: (host: HostAudit, facts: AuditFacts) => AuditVerdict }
  | { readonly of: 'cluster'; readonly judge: (facts: AuditFacts) => AuditVerdict };

const JUDGES: Readonly<Record<GuideRow, Judge>> = {
  'kernel-parameters': { of: 'server', judge: kernelParameters },
  'etcd-user': { of: 'server', judge: etcdUser },
  'cis-profile': { of: 'server', judge: (host, { hosts }) => cisProfile(host, hosts) },
  'credential-files': { of: 'server', judge: (host, { profile }) => credentialFiles(host, profile) },
  'network-policies': { of: 'cluster', judge: networkPolicies },
  'default-service-accounts': { of: 'cluster', judge: defaultServiceAccounts },
  'audit-log': { of: 'server', judge: (host, { hosts, profile }) => auditLog(host, hosts, profile) },
  'pod-security-admission': { of: 'server', judge: podSecurityAdmission },
  'pod-security-in-effect': { of: 'cluster', judge: podSecurityInEffect },
  'namespace-labels': { of: 'cluster', judge: namespaceLabels },
  selinux: { of: 'server', judge: selinux },
  'secrets-encryption': { of: 'cluster', judge: secretsEncryption },
};

/** Judges every row of the guide, for every server in inventory order or for the cluster. Pure. */
export function judgeGuide(facts: AuditFacts): readonly GuideResult[] {
  return GUIDE_ROWS.flatMap((row): readonly GuideResult[] => {
    const judge = JUDGES[row];
    if (judge.of === 'cluster') return [{ row, subject: { kind: 'cluster' }, ...judge.judge(facts) }];
    return facts.cluster.servers.map(({ name }) => {
      const host = facts.hosts.find((each) => each.name === name);
      const verdict = host === undefined ? undecided('no-answer') : judge.judge(host, facts);
      return { row, subject: { kind: 'server', name }, ...verdict };
    });
  });
}

import { createHash } from 'node:crypto';

import { ENGINES } from '../../engine/distribution.ts';
import type { AuditEvidence, AuditProfile, AuditVerdict } from '../../model/audit.ts';
import { apiserverOf, argumentOf, type HostAudit } from '../facts/host-facts.ts';
import { hasStigForm, levelsOf, parseAuditPolicy, recordsAnything } from './audit-policy.ts';
import { fact, judged, notApplicable, undecided } from './verdict.ts';

/** The least values of CIS 1.2.17 to 1.2.19. */
const LIMITS: readonly (readonly [string, number])[] = [
  ['audit-log-maxage', 30],
  ['audit-log-maxbackup', 10],
  ['audit-log-maxsize', 100],
];

/** The apiserver writes an audit log by a policy that records something, and by the same policy on every server. */
export function auditLog(host: HostAudit, hosts: readonly HostAudit[], profile: AuditProfile): AuditVerdict {
  if (!host.roles.includes('control-plane')) return notApplicable('no-apiserver-here');
  const apiserver = apiserverOf(host);
  if (apiserver === undefined) return undecided('process-not-seen');
  const path = argumentOf(apiserver, 'audit-policy-file');
  const log = argumentOf(apiserver, 'audit-log-path');
  const evidence: AuditEvidence[] = [
    fact('--audit-policy-file', path, 'a file', path !== undefined),
    fact('--audit-log-path', log, 'a file', log !== undefined && log !== ''),
    ...LIMITS.map(([name, least]) => limit(name, argumentOf(apiserver, name), least)),
    ...policyEvidence(host, hosts, profile),
  ];
  if (profile === 'stig') {
    const mode = argumentOf(apiserver, 'audit-log-mode');
    evidence.push(fact('--audit-log-mode', mode, 'blocking-strict', mode === 'blocking-strict'));
  }
  const { unit } = ENGINES[host.distribution];
  const policy = path ?? defaultPath(host);
  const values: Readonly<Record<string, string | number>> = {
    'audit-policy-file': policy,
    'audit-log-path': `${host.dataDir}/server/logs/audit.log`,
    'audit-log-mode': 'blocking-strict',
    ...Object.fromEntries(LIMITS),
  };
  const missing = evidence.flatMap(({ name, verdict }) => {
    const value = values[name.slice('--'.length)];
    return verdict === 'fails' && value !== undefined ? [`${name.slice('--'.length)}=${value}`] : [];
  });
  const mend = { kind: 'audit-policy', path: policy, unit, form: profile, arguments: missing } as const;
  return judged(evidence, { mend: [mend], reason: 'not-understood' });
}

function limit(name: string, seen: string | undefined, least: number): AuditEvidence {
  const number = Number(seen);
  return fact(
    `--${name}`,
    seen,
    `at least ${least}`,
    seen !== undefined && Number.isInteger(number) && number >= least,
  );
}

function policyEvidence(host: HostAudit, hosts: readonly HostAudit[], profile: AuditProfile): readonly AuditEvidence[] {
  const { auditPolicy } = host;
  if (auditPolicy === undefined) return [];
  const { path, text } = auditPolicy;
  if (text === undefined) return [fact(path, undefined, 'exists', false)];
  const policy = parseAuditPolicy(text);
  if (policy === undefined) return [{ name: path, seen: 'unreadable', expected: 'a Policy', verdict: 'unknown' }];
  const levels = levelsOf(policy);
  const others = hosts.filter((other) => other.auditPolicy !== undefined && textHash(other) !== textHash(host));
  return [
    fact(`levels in ${path}`, levels, 'not only None', recordsAnything(policy)),
    ...(profile === 'stig'
      ? [fact(`form of ${path}`, levels, 'Metadata for secrets, RequestResponse for the rest', hasStigForm(policy))]
      : []),
    fact(
      `${path} on other servers`,
      others.length === 0 ? 'the same' : `other on ${others.map(({ name }) => name).join(', ')}`,
      'the same',
      others.length === 0,
    ),
  ];
}

function textHash({ auditPolicy }: HostAudit): string {
  return createHash('sha256')
    .update(auditPolicy?.text ?? '')
    .digest('hex');
}

function defaultPath({ distribution, dataDir }: HostAudit): string {
  return distribution === 'rke2' ? '/etc/rancher/rke2/audit-policy.yaml' : `${dataDir}/server/audit.yaml`;
}

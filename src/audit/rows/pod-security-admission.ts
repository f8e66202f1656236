import { ENGINES } from '../../engine/distribution.ts';
import type { AuditEvidence, AuditVerdict } from '../../model/audit.ts';
import { apiserverOf, argumentOf, type HostAudit } from '../facts/host-facts.ts';
import { parsePodSecurity, type PodSecurity } from './pod-security.ts';
import { exemptNamespaces, hasPodSecurity } from './release.ts';
import { fact, judged, noted, notApplicable, undecided } from './verdict.ts';

/** By default every namespace has to keep to `restricted`, and only the release's own namespaces are exempt. */
export function podSecurityAdmission(host: HostAudit): AuditVerdict {
  if (!host.roles.includes('control-plane')) return notApplicable('no-apiserver-here');
  const { version } = host;
  if (version === undefined) return undecided('not-understood');
  if (!hasPodSecurity(version)) return notApplicable('before-pod-security');
  const apiserver = apiserverOf(host);
  if (apiserver === undefined) return undecided('process-not-seen');
  const path = argumentOf(apiserver, 'admission-control-config-file');
  const exempt = exemptNamespaces(host.distribution, version);
  const { unit } = ENGINES[host.distribution];
  const defaultPath =
    host.distribution === 'rke2' ? '/etc/rancher/rke2/rke2-pss.yaml' : `${host.dataDir}/server/psa.yaml`;
  const evidence: readonly AuditEvidence[] = [
    fact('--admission-control-config-file', path, 'a file', path !== undefined),
    ...contentEvidence(host, exempt),
  ];
  const missing = path === undefined ? [`admission-control-config-file=${defaultPath}`] : [];
  const mend = { kind: 'pod-security', path: path ?? defaultPath, unit, exempt, arguments: missing } as const;
  return judged(evidence, { mend: [mend], reason: 'not-understood' });
}

function contentEvidence(host: HostAudit, exempt: readonly string[]): readonly AuditEvidence[] {
  const { admissionConfig } = host;
  if (admissionConfig === undefined) return [];
  const { path, text } = admissionConfig;
  if (text === undefined) return [fact(path, undefined, 'exists', false)];
  const security = parsePodSecurity(text);
  if (security === undefined) {
    return [{ name: path, seen: 'unreadable', expected: 'an AdmissionConfiguration', verdict: 'unknown' }];
  }
  return [
    ...(['enforce', 'audit', 'warn'] as const).map((mode) =>
      fact(`default ${mode}`, security[mode], 'restricted', security[mode] === 'restricted'),
    ),
    ...exemptions(security, exempt),
  ];
}

function exemptions(security: PodSecurity, expected: readonly string[]): readonly AuditEvidence[] {
  const more = security.namespaces.filter((name) => !expected.includes(name));
  const fewer = expected.filter((name) => !security.namespaces.includes(name));
  const others = [...security.usernames, ...security.runtimeClasses];
  return [
    fact('exempt namespaces', security.namespaces.join(', ') || undefined, expected.join(', '), more.length === 0),
    ...(fewer.length === 0 ? [] : [noted('namespaces not exempt', fewer.join(', '))]),
    ...(others.length === 0 ? [] : [fact('exempt users and runtime classes', others.join(', '), 'none', false)]),
  ];
}

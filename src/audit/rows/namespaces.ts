import type { AuditEvidence, AuditVerdict } from '../../model/audit.ts';
import type { AuditFacts } from '../facts/audit-facts.ts';
import { isLooser, parsePodSecurity } from './pod-security.ts';
import { ENGINE_ACCOUNTS, hasPodSecurity, isCisProfile, POLICED_NAMESPACES } from './release.ts';
import { fact, judged, noted, notApplicable, undecided } from './verdict.ts';

/** The namespaces that every cluster has are closed by a NetworkPolicy each. */
export function networkPolicies({ distribution, hosts, namespaces }: AuditFacts): AuditVerdict {
  const hasProfile = hosts.some(({ settings }) => isCisProfile(settings['profile']));
  if (distribution === 'rke2' && !hasProfile) return notApplicable('no-profile');
  if (namespaces === undefined) return undecided('no-answer');
  const evidence = POLICED_NAMESPACES.map((name) => {
    const count = namespaces.find((each) => each.name === name)?.networkPolicies ?? 0;
    return fact(name, String(count), 'at least 1', count > 0);
  });
  const open = evidence.filter(({ verdict }) => verdict === 'fails').map(({ name }) => name);
  return judged(evidence, { mend: [{ kind: 'network-policy', namespaces: open }] });
}

/** No namespace's default ServiceAccount gives its pods a token. */
export function defaultServiceAccounts({ distribution, namespaces }: AuditFacts): AuditVerdict {
  if (namespaces === undefined) return undecided('no-answer');
  const evidence = namespaces
    .filter(({ hasDefaultAccount }) => hasDefaultAccount)
    .map(({ name, automountsToken }): AuditEvidence => {
      const isEngines = distribution === 'rke2' && ENGINE_ACCOUNTS.includes(name);
      const seen = automountsToken === undefined ? undefined : String(automountsToken);
      const label = isEngines ? `${name} (set by RKE2 with a CIS profile)` : name;
      return fact(label, seen, 'false', automountsToken === false);
    });
  if (evidence.length === 0) return undecided('not-understood');
  const open = namespaces
    .filter(({ hasDefaultAccount, automountsToken }) => hasDefaultAccount && automountsToken !== false)
    .map(({ name }) => name);
  return judged(evidence, { mend: [{ kind: 'service-accounts', namespaces: open }] });
}

/** No namespace is looser than the default of the apiservers, apart from exempt namespaces. */
export function namespaceLabels(facts: AuditFacts): AuditVerdict {
  const { hosts, namespaces } = facts;
  if (namespaces === undefined) return undecided('no-answer');
  const versions = hosts.flatMap(({ version }) => version ?? []);
  if (versions.length > 0 && !versions.some(hasPodSecurity)) return notApplicable('before-pod-security');
  const security = securityOf(facts);
  if (security === undefined) return undecided('process-not-seen');
  const labelled = namespaces.filter(({ levels }) => Object.keys(levels).length > 0);
  const evidence = labelled.map(({ name, levels }): AuditEvidence => {
    const text = Object.entries(levels)
      .map(([mode, level]) => `${mode} ${level}`)
      .join(', ');
    const isExempt = security.namespaces.includes(name);
    const isLoose = levels.enforce !== undefined && isLooser(levels.enforce, security.enforce);
    if (isExempt || !isLoose) return noted(isExempt ? `${name} (exempt)` : name, text);
    return fact(name, text, `enforce ${security.enforce}`, false);
  });
  const loose = evidence.filter(({ verdict }) => verdict === 'fails').map(({ name }) => name);
  return judged([noted('default', `enforce ${security.enforce}`), ...evidence], {
    mend: [{ kind: 'namespace-label', namespaces: loose, level: security.enforce }],
  });
}

/** The Pod Security configuration of the first server that has a readable one. */
export function securityOf({ hosts }: Pick<AuditFacts, 'hosts'>): ReturnType<typeof parsePodSecurity> {
  for (const { admissionConfig, processes } of hosts) {
    if (!processes.has('kube-apiserver')) continue;
    const text = admissionConfig === undefined ? EMPTY_CONFIGURATION : (admissionConfig.text ?? '');
    const security = parsePodSecurity(text);
    if (security !== undefined) return security;
  }
  return undefined;
}

/** What an apiserver without the argument has. */
const EMPTY_CONFIGURATION = 'kind: AdmissionConfiguration';

import type { AuditFacts } from '../../../src/audit/facts/audit-facts.ts';
import type { HostAudit } from '../../../src/audit/facts/host-facts.ts';
import { parseVersion } from '../../../src/engine/version.ts';
import { podSecurityConfiguration } from '../../../src/simulator/engine/component-files.ts';
import { APISERVER, goodFacts, goodHost, process, withFirst, withProcess } from '../sample-audit.ts';
import type { AuditCase } from './audit-case.ts';

const GOOD = goodHost('s1');
const K3S = goodHost('s1', {}, 'k3s');
const POLICY = '/etc/rancher/rke2/audit-policy.yaml';

function first(change: Partial<HostAudit>): AuditFacts {
  return withFirst({ ...GOOD, ...change });
}

function version(text: string): Pick<HostAudit, 'version'> {
  return { version: parseVersion(text) };
}

function policy(...rules: readonly string[]): Pick<HostAudit, 'auditPolicy'> {
  const text = ['kind: Policy', 'rules:', ...rules.map((rule) => `- ${rule}`)].join('\n');
  return { auditPolicy: { path: POLICY, text } };
}

/** The admission configuration of a release, with other namespaces exempt. */
function exempting(...namespaces: readonly string[]): Pick<HostAudit, 'admissionConfig'> {
  const text = podSecurityConfiguration(true).replace(/namespaces: .*/, `namespaces: [${namespaces.join(', ')}]`);
  return { admissionConfig: { path: '/etc/rancher/rke2/rke2-pss.yaml', text } };
}

const AUDIT_LOG: readonly AuditCase[] = [
  { row: 'audit-log', given: 'a policy that records, and limits', facts: goodFacts(), status: 'pass' },
  {
    row: 'audit-log',
    given: 'the policy of the profile, a lone level: None',
    facts: first(policy('level: None')),
    status: 'fail',
    deciding: [`levels in ${POLICY}`, `${POLICY} on other servers`],
  },
  {
    row: 'audit-log',
    given: 'None for some users before a rule that records',
    facts: goodFacts({
      hosts: [goodHost('s1', policy('level: None\n  users: [system:kube-proxy]', 'level: Metadata'))],
    }),
    status: 'pass',
  },
  {
    row: 'audit-log',
    given: 'None for everybody before a rule that records',
    facts: goodFacts({ hosts: [goodHost('s1', policy('level: None', 'level: Metadata'))] }),
    status: 'fail',
    deciding: [`levels in ${POLICY}`],
  },
  {
    row: 'audit-log',
    given: 'another policy on one server',
    facts: first(policy('level: Request')),
    status: 'fail',
    deciding: [`${POLICY} on other servers`],
  },
  {
    row: 'audit-log',
    given: 'a policy file that is missing',
    facts: goodFacts({ hosts: [goodHost('s1', { auditPolicy: { path: POLICY, text: undefined } })] }),
    status: 'fail',
    deciding: [POLICY],
  },
  {
    row: 'audit-log',
    given: 'a text that is no policy',
    facts: goodFacts({ hosts: [goodHost('s1', { auditPolicy: { path: POLICY, text: ': : :' } })] }),
    status: 'unknown',
    reason: 'not-understood',
  },
  {
    row: 'audit-log',
    given: 'logs that are kept too short, where the last argument counts',
    facts: withFirst(withProcess(GOOD, 'kube-apiserver', process([...APISERVER, '--audit-log-maxage=7']))),
    status: 'fail',
    deciding: ['--audit-log-maxage'],
  },
  {
    row: 'audit-log',
    given: 'no apiserver among the processes',
    facts: withFirst(withProcess(GOOD, 'kube-apiserver', undefined)),
    status: 'unknown',
    reason: 'process-not-seen',
  },
  {
    row: 'audit-log',
    given: 'an etcd-only server',
    facts: first({ roles: ['etcd'] }),
    status: 'not-applicable',
    reason: 'no-apiserver-here',
  },
  {
    row: 'audit-log',
    given: 'the STIG, and the policy of the guide',
    facts: goodFacts({ profile: 'stig', hosts: [GOOD] }),
    status: 'fail',
    deciding: [`form of ${POLICY}`, '--audit-log-mode'],
  },
  {
    row: 'audit-log',
    given: 'the STIG, and its policy and mode',
    facts: goodFacts({
      profile: 'stig',
      hosts: [
        withProcess(
          goodHost(
            's1',
            policy('level: Metadata\n  resources: [{group: "", resources: [secrets]}]', 'level: RequestResponse'),
          ),
          'kube-apiserver',
          process([...APISERVER, '--audit-log-mode=blocking-strict']),
        ),
      ],
    }),
    status: 'pass',
  },
];

const POD_SECURITY: readonly AuditCase[] = [
  { row: 'pod-security-admission', given: 'the file of the release', facts: goodFacts(), status: 'pass' },
  {
    row: 'pod-security-admission',
    given: 'the file without a profile',
    facts: first({
      admissionConfig: { path: '/etc/rancher/rke2/rke2-pss.yaml', text: podSecurityConfiguration(false) },
    }),
    status: 'fail',
    deciding: ['default enforce', 'default audit', 'default warn'],
  },
  {
    row: 'pod-security-admission',
    given: 'one more exempt namespace',
    facts: first(exempting('kube-system', 'compliance-operator-system', 'tigera-operator', 'payments')),
    status: 'fail',
    deciding: ['exempt namespaces'],
  },
  {
    row: 'pod-security-admission',
    given: 'fewer exempt namespaces',
    facts: first(exempting('kube-system')),
    status: 'pass',
  },
  {
    row: 'pod-security-admission',
    given: 'cis-operator-system on a release that exempts it',
    facts: first({
      ...exempting('kube-system', 'cis-operator-system', 'tigera-operator'),
      ...version('v1.35.2+rke2r1'),
    }),
    status: 'pass',
  },
  {
    row: 'pod-security-admission',
    given: 'cis-operator-system on the next release, which does not',
    facts: first({
      ...exempting('kube-system', 'cis-operator-system', 'tigera-operator'),
      ...version('v1.35.3+rke2r1'),
    }),
    status: 'fail',
    deciding: ['exempt namespaces'],
  },
  {
    row: 'pod-security-admission',
    given: 'the one release that exempts both operators',
    facts: first({
      ...exempting('kube-system', 'cis-operator-system', 'compliance-operator-system', 'tigera-operator'),
      ...version('v1.32.13+rke2r2'),
    }),
    status: 'pass',
  },
  {
    row: 'pod-security-admission',
    given: 'K3s without the argument',
    facts: withFirst({
      ...withProcess(K3S, 'kube-apiserver', process(['--profiling=false'])),
      admissionConfig: undefined,
    }),
    status: 'fail',
    deciding: ['--admission-control-config-file'],
  },
  {
    row: 'pod-security-admission',
    given: 'a text that is no configuration',
    facts: first({ admissionConfig: { path: '/etc/rancher/rke2/rke2-pss.yaml', text: '- 1' } }),
    status: 'unknown',
    reason: 'not-understood',
  },
  {
    row: 'pod-security-admission',
    given: 'RKE2 1.24, which has PodSecurityPolicies',
    facts: first(version('v1.24.17+rke2r1')),
    status: 'not-applicable',
    reason: 'before-pod-security',
  },
];

/** Rows about the arguments and files of the apiserver. */
export const APISERVER_CASES: readonly AuditCase[] = [...AUDIT_LOG, ...POD_SECURITY];

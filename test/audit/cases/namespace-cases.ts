import { goodFacts, goodHost, namespace } from '../sample-audit.ts';
import type { AuditCase } from './audit-case.ts';

export const NAMESPACE_CASES: readonly AuditCase[] = [
  { row: 'network-policies', given: 'a policy in each', facts: goodFacts(), status: 'pass' },
  {
    row: 'network-policies',
    given: 'none in default',
    facts: goodFacts({
      namespaces: [namespace('default', { networkPolicies: 0 }), namespace('kube-public'), namespace('kube-system')],
    }),
    status: 'fail',
    deciding: ['default'],
  },
  {
    row: 'network-policies',
    given: 'no CIS profile',
    facts: goodFacts({ hosts: [goodHost('s1', { settings: {} })] }),
    status: 'not-applicable',
    reason: 'no-profile',
  },
  {
    row: 'network-policies',
    given: 'no apiserver that answers',
    facts: goodFacts({ namespaces: undefined }),
    status: 'unknown',
    reason: 'no-answer',
  },
  { row: 'default-service-accounts', given: 'false everywhere', facts: goodFacts(), status: 'pass' },
  {
    row: 'default-service-accounts',
    given: 'unset in one and true in another',
    facts: goodFacts({
      namespaces: [
        namespace('kube-system', { automountsToken: undefined }),
        namespace('payments', { automountsToken: true }),
        namespace('default'),
      ],
    }),
    status: 'fail',
    deciding: ['kube-system (set by RKE2 with a CIS profile)', 'payments'],
  },
  {
    row: 'default-service-accounts',
    given: 'no answer',
    facts: goodFacts({ namespaces: undefined }),
    status: 'unknown',
    reason: 'no-answer',
  },
  { row: 'namespace-labels', given: 'no labels', facts: goodFacts(), status: 'pass' },
  {
    row: 'namespace-labels',
    given: 'a namespace that lets in more than the default',
    facts: goodFacts({ namespaces: [namespace('payments', { levels: { enforce: 'privileged' } })] }),
    status: 'fail',
    deciding: ['payments'],
  },
  {
    row: 'namespace-labels',
    given: 'a looser label on an exempt namespace, and a stricter one',
    facts: goodFacts({
      namespaces: [
        namespace('kube-system', { levels: { enforce: 'privileged' } }),
        namespace('payments', { levels: { enforce: 'restricted', warn: 'baseline' } }),
      ],
    }),
    status: 'pass',
  },
  {
    row: 'namespace-labels',
    given: 'servers whose configuration is unknown',
    facts: goodFacts({ hosts: [] }),
    status: 'unknown',
    reason: 'process-not-seen',
  },
  { row: 'pod-security-in-effect', given: 'the refusal and the acceptance', facts: goodFacts(), status: 'pass' },
  {
    row: 'pod-security-in-effect',
    given: 'a privileged pod that is accepted',
    facts: goodFacts({
      tried: {
        namespace: 'default',
        privileged: { status: 201, message: '' },
        restricted: { status: 201, message: '' },
      },
    }),
    status: 'fail',
    deciding: ['privileged pod in default'],
  },
  {
    row: 'pod-security-in-effect',
    given: 'a refusal by somebody else, such as a quota',
    facts: goodFacts({
      tried: {
        namespace: 'default',
        privileged: { status: 403, message: 'exceeded quota: pods' },
        restricted: { status: 403, message: 'exceeded quota: pods' },
      },
    }),
    status: 'fail',
    deciding: ['privileged pod in default', 'restricted pod in default'],
  },
  {
    row: 'pod-security-in-effect',
    given: 'no namespace that enforces restricted',
    facts: goodFacts({ tried: 'nothing-enforces' }),
    status: 'not-applicable',
    reason: 'nothing-enforces',
  },
  {
    row: 'pod-security-in-effect',
    given: 'no answer',
    facts: goodFacts({ tried: 'no-answer' }),
    status: 'unknown',
    reason: 'no-answer',
  },
];

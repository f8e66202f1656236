import type { AuditFacts } from '../../../src/audit/facts/audit-facts.ts';
import type { HostAudit } from '../../../src/audit/facts/host-facts.ts';
import { parseVersion } from '../../../src/engine/version.ts';
import { file, goodFacts, goodHost, withFiles, withFirst } from '../sample-audit.ts';
import type { AuditCase } from './audit-case.ts';

const GOOD = goodHost('s1');
const K3S = goodHost('s1', {}, 'k3s');
const DATA = '/var/lib/rancher/rke2';

function first(change: Partial<HostAudit>): AuditFacts {
  return withFirst({ ...GOOD, ...change });
}

function version(text: string): Pick<HostAudit, 'version'> {
  return { version: parseVersion(text) };
}

const KERNEL: readonly AuditCase[] = [
  { row: 'kernel-parameters', given: 'the values, in a file too', facts: goodFacts(), status: 'pass' },
  {
    row: 'kernel-parameters',
    given: 'a running value that differs',
    facts: first({ parameters: new Map([...GOOD.parameters, ['kernel.panic', '0']]) }),
    status: 'fail',
    deciding: ['kernel.panic'],
  },
  {
    row: 'kernel-parameters',
    given: 'the values in no file, so that they are gone after a boot',
    facts: first({ bootParameters: [] }),
    status: 'fail',
    deciding: [
      'vm.panic_on_oom at boot',
      'vm.overcommit_memory at boot',
      'kernel.panic at boot',
      'kernel.panic_on_oops at boot',
    ],
  },
  {
    row: 'kernel-parameters',
    given: 'a later file that sets another value',
    facts: first({
      bootParameters: [
        ...GOOD.bootParameters,
        { name: 'kernel.panic', value: '60', path: '/etc/sysctl.d/99-ours.conf' },
      ],
    }),
    status: 'fail',
    deciding: ['kernel.panic at boot'],
  },
  {
    row: 'kernel-parameters',
    given: 'a kernel that shows no parameters',
    facts: first({ parameters: new Map() }),
    status: 'unknown',
    reason: 'no-answer',
  },
  {
    row: 'kernel-parameters',
    given: 'a host that did not answer',
    facts: goodFacts({ hosts: goodFacts().hosts.slice(1) }),
    status: 'unknown',
    reason: 'no-answer',
  },
];

const ETCD: readonly AuditCase[] = [
  { row: 'etcd-user', given: 'the user, the group and the directory', facts: goodFacts(), status: 'pass' },
  {
    row: 'etcd-user',
    given: 'no user',
    facts: first({ etcdUser: undefined }),
    status: 'fail',
    deciding: ['user etcd in /etc/passwd'],
  },
  {
    row: 'etcd-user',
    given: 'a user without its group',
    facts: first({ hasEtcdGroup: false }),
    status: 'fail',
    deciding: ['group etcd in /etc/group'],
  },
  {
    row: 'etcd-user',
    given: 'a user who can log in',
    facts: first({ etcdUser: { id: 1_004, shell: '/bin/bash' } }),
    status: 'fail',
    deciding: ['user etcd in /etc/passwd', 'shell of etcd'],
  },
  {
    row: 'etcd-user',
    given: 'a data directory that others can enter',
    facts: withFirst(withFiles(GOOD, file(`${DATA}/server/db/etcd`, '755', 'root:root'))),
    status: 'fail',
    deciding: [`${DATA}/server/db/etcd owner`, `${DATA}/server/db/etcd mode`],
  },
  {
    row: 'etcd-user',
    given: 'a server without etcd',
    facts: first({ roles: ['control-plane'], etcdUser: undefined }),
    status: 'not-applicable',
    reason: 'no-etcd-here',
  },
  {
    row: 'etcd-user',
    given: 'K3s, where etcd runs as root',
    facts: withFirst({ ...withFiles(K3S, file('/var/lib/rancher/k3s/server/db/etcd', '700')), etcdUser: undefined }),
    status: 'pass',
  },
];

const PROFILE: readonly AuditCase[] = [
  { row: 'cis-profile', given: 'cis everywhere', facts: goodFacts(), status: 'pass' },
  {
    row: 'cis-profile',
    given: 'no profile on one server',
    facts: first({ settings: {} }),
    status: 'fail',
    deciding: ['profile', 'profile on other servers'],
  },
  {
    row: 'cis-profile',
    given: 'etcd, which asks for the etcd user alone',
    facts: goodFacts({ hosts: ['s1', 's2'].map((name) => goodHost(name, { settings: { profile: 'etcd' } })) }),
    status: 'fail',
    deciding: ['profile'],
  },
  {
    row: 'cis-profile',
    given: 'cis-1.23 on a release at whose start that is fatal',
    facts: goodFacts({
      hosts: [goodHost('s1', { settings: { profile: 'cis-1.23' }, ...version('v1.33.2+rke2r1') })],
    }),
    status: 'fail',
    deciding: ['profile'],
  },
  {
    row: 'cis-profile',
    given: 'cis-1.23 on the last release that takes it',
    facts: goodFacts({
      hosts: [goodHost('s1', { settings: { profile: 'cis-1.23' }, ...version('v1.33.1+rke2r1') })],
    }),
    status: 'pass',
  },
  {
    row: 'cis-profile',
    given: 'cis-1.6 on RKE2 1.24',
    facts: goodFacts({ hosts: [goodHost('s1', { settings: { profile: 'cis-1.6' }, ...version('v1.24.17+rke2r1') })] }),
    status: 'pass',
  },
  { row: 'cis-profile', given: 'K3s', facts: withFirst(K3S), status: 'not-applicable', reason: 'rke2-only' },
];

/** Rows about the host itself. */
export const HOST_CASES: readonly AuditCase[] = [...KERNEL, ...ETCD, ...PROFILE];

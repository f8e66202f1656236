import type { HostAudit } from '../../../src/audit/facts/host-facts.ts';
import { APISERVER, file, goodFacts, goodHost, process, withFiles, withFirst, withProcess } from '../sample-audit.ts';
import type { AuditCase } from './audit-case.ts';

const GOOD = goodHost('s1');
const DATA = '/var/lib/rancher/rke2';

/** Types as `ls -Z` and `ps -Z` show them by the policy rke2-selinux; by reading its `rke2.fc` and `rke2.te`. */
const ENFORCING: HostAudit = {
  ...withFiles(
    withProcess(
      withProcess(GOOD, 'etcd', process(['--config-file=x'], 'rke2_service_db_t')),
      'kube-apiserver',
      process(APISERVER, 'rke2_service_t'),
    ),
    file(`${DATA}/server/db`, '700', 'root:root', 'container_var_lib_t'),
    file(`${DATA}/server/tls`, '700', 'root:root', 'rke2_tls_t'),
  ),
  settings: { profile: 'cis', selinux: 'true' },
  selinux: { mode: 'enforcing', package: 'rke2-selinux-0.20-1.el9.noarch', hasModule: true, denials: 0 },
};

export const SELINUX_CASES: readonly AuditCase[] = [
  { row: 'selinux', given: 'enforcing, with all of it', facts: withFirst(ENFORCING), status: 'pass' },
  {
    row: 'selinux',
    given: 'no SELinux',
    facts: goodFacts(),
    status: 'not-applicable',
    reason: 'selinux-not-enforcing',
  },
  {
    row: 'selinux',
    given: 'enforcing without the package',
    facts: withFirst({ ...ENFORCING, selinux: { ...ENFORCING.selinux, package: undefined, hasModule: false } }),
    status: 'fail',
    deciding: ['policy of the engine'],
  },
  {
    row: 'selinux',
    given: 'enforcing with the flag unset, and processes without its types',
    facts: withFirst({
      ...withProcess(ENFORCING, 'kube-apiserver', process(APISERVER, 'container_t')),
      processes: new Map([['kube-apiserver', process(APISERVER, 'container_t')]]),
      settings: { profile: 'cis' },
    }),
    status: 'fail',
    deciding: ['selinux', 'process kube-apiserver'],
  },
  {
    row: 'selinux',
    given: 'files that were never relabelled',
    facts: withFirst(withFiles(ENFORCING, file(`${DATA}/server/tls`, '700', 'root:root', 'var_lib_t'))),
    status: 'fail',
    deciding: [`${DATA}/server/tls`],
  },
  {
    row: 'selinux',
    given: 'denials in the audit log, as before the reboot after the installation',
    facts: withFirst({ ...ENFORCING, selinux: { ...ENFORCING.selinux, denials: 17 } }),
    status: 'fail',
    deciding: ['denials in /var/log/audit/audit.log'],
  },
];

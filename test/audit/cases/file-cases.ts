import type { AuditFacts } from '../../../src/audit/facts/audit-facts.ts';
import type { HostAudit } from '../../../src/audit/facts/host-facts.ts';
import { file, goodFacts, goodHost, withFiles, withFirst } from '../sample-audit.ts';
import type { AuditCase } from './audit-case.ts';

const GOOD = goodHost('s1');
const DATA = '/var/lib/rancher/rke2';

function first(change: Partial<HostAudit>): AuditFacts {
  return withFirst({ ...GOOD, ...change });
}

export const FILE_CASES: readonly AuditCase[] = [
  { row: 'credential-files', given: 'root and 0600', facts: goodFacts(), status: 'pass' },
  {
    row: 'credential-files',
    given: 'a stricter mode',
    facts: withFirst(withFiles(GOOD, file(`${DATA}/server/token`, '400'))),
    status: 'pass',
  },
  {
    row: 'credential-files',
    given: 'a file that others can read',
    facts: withFirst(withFiles(GOOD, file('/etc/rancher/rke2/config.yaml', '644'))),
    status: 'fail',
    deciding: ['/etc/rancher/rke2/config.yaml'],
  },
  {
    row: 'credential-files',
    given: 'a file of somebody else',
    facts: withFirst(withFiles(GOOD, file(`${DATA}/server/cred/encryption-config.json`, '600', 'ops:ops'))),
    status: 'fail',
    deciding: [`${DATA}/server/cred/encryption-config.json`],
  },
  {
    row: 'credential-files',
    given: 'a drop-in of the configuration that others can read',
    facts: withFirst({
      ...withFiles(GOOD, file('/etc/rancher/rke2/config.yaml.d/50-rancher.yaml', '640')),
      configFiles: ['/etc/rancher/rke2/config.yaml.d/50-rancher.yaml'],
    }),
    status: 'fail',
    deciding: ['/etc/rancher/rke2/config.yaml.d/50-rancher.yaml'],
  },
  {
    row: 'credential-files',
    given: 'the STIG, and directories that others can enter',
    facts: withFirst(withFiles(GOOD, file(`${DATA}/server/tls`, '755'), file(`${DATA}/server/logs`, '750')), {
      profile: 'stig',
    }),
    status: 'fail',
    deciding: [`${DATA}/server/tls`],
  },
  {
    row: 'credential-files',
    given: 'no file that could be looked at',
    facts: first({ files: new Map() }),
    status: 'unknown',
    reason: 'no-answer',
  },
];

import type { AuditEvidence, AuditVerdict } from '../../model/audit.ts';
import type { HostAudit } from '../facts/host-facts.ts';
import { PARAMETER_FILES, PARAMETER_VALUES } from '../facts/kernel-parameters.ts';
import { judged, unread } from './verdict.ts';

/** The running kernel has the values, and a file sets the same values at the next boot. */
export function kernelParameters(host: HostAudit): AuditVerdict {
  const running = Object.entries(PARAMETER_VALUES).map(([name, expected]): AuditEvidence => {
    const seen = host.parameters.get(name);
    return seen === undefined
      ? unread(name, expected)
      : { name, seen, expected, verdict: seen === expected ? 'holds' : 'fails' };
  });
  const atBoot = Object.entries(PARAMETER_VALUES).map(([name, expected]): AuditEvidence => {
    const entry = host.bootParameters.findLast((each) => each.name === name);
    return {
      name: `${name} at boot`,
      seen: entry === undefined ? undefined : `${entry.value} (${entry.path})`,
      expected,
      verdict: entry?.value === expected ? 'holds' : 'fails',
    };
  });
  const file = PARAMETER_FILES[host.distribution];
  return judged([...running, ...atBoot], {
    mend: [{ kind: 'kernel-parameters', source: host.parameterSource, file }],
  });
}

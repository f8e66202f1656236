import { ENGINES } from '../../engine/distribution.ts';
import type { AuditEvidence, AuditMend, AuditVerdict } from '../../model/audit.ts';
import type { HostAudit } from '../facts/host-facts.ts';
import { fact, judged, noted, notApplicable, unread } from './verdict.ts';

/**
 * File types by the engine's own policy (rke2-selinux and k3s-selinux, `*.fc`). Policies before the type `rke2_tls_t`
 * leave the certificates with the type of the data directory.
 */
const FILE_TYPES = {
  rke2: { 'server/db': ['container_var_lib_t'], 'server/tls': ['rke2_tls_t', 'container_var_lib_t'] },
  k3s: { 'server/db': ['container_var_lib_t'], 'server/tls': ['container_var_lib_t'] },
} as const;

/** Types of the static pods' processes (rke2 `staticpod.go`). K3s runs its components in its own process. */
const PROCESS_TYPES = [
  ['etcd', 'rke2_service_db_t'],
  ['kube-apiserver', 'rke2_service_t'],
] as const;

/** Where SELinux is enforcing, the engine's policy is loaded, switched on, and in effect on files and processes. */
export function selinux(host: HostAudit): AuditVerdict {
  const { selinux: state, distribution } = host;
  const mode = noted('mode', state.mode);
  if (state.mode !== 'enforcing') return notApplicable('selinux-not-enforcing', [mode]);
  const name = `${distribution}-selinux`;
  const hasPolicy = state.package !== undefined || state.hasModule;
  const types = typeEvidence(host);
  const isInEffect = types.some(({ name: what, verdict }) => what.startsWith('process') && verdict === 'holds');
  const denials = denialsOf(state.denials);
  const processes = types.filter((each) => each.name.startsWith('process') && each.verdict === 'fails');
  const flag = host.settings['selinux'];
  const files = types.filter((each) => each.name.startsWith('/') && each.verdict === 'fails');
  const { configDirectory, unit } = ENGINES[distribution];
  const mend: AuditMend[] = [
    ...(hasPolicy ? [] : [{ kind: 'selinux-package', name } as const]),
    ...(flag === 'true' || isInEffect
      ? []
      : [{ kind: 'setting', file: `${configDirectory}/config.yaml`, line: 'selinux: true', unit } as const]),
    ...(denials.verdict === 'fails' || processes.length > 0 ? [{ kind: 'selinux-denials' } as const] : []),
    ...(files.length === 0 ? [] : [{ kind: 'selinux-relabel', path: host.dataDir } as const]),
  ];
  return judged(
    [
      mode,
      fact('policy of the engine', state.package ?? (state.hasModule ? 'module' : undefined), name, hasPolicy),
      fact('selinux', flag ?? (isInEffect ? 'in effect' : undefined), 'true', flag === 'true' || isInEffect),
      ...types,
      denials,
    ],
    { mend },
  );
}

function denialsOf(denials: number | undefined): AuditEvidence {
  const name = 'denials in /var/log/audit/audit.log';
  // Without auditd the kernel's log has the denials, which rotates away within hours.
  if (denials === undefined) return noted(name, undefined);
  return fact(name, String(denials), '0', denials === 0);
}

function typeEvidence(host: HostAudit): readonly AuditEvidence[] {
  const files = Object.entries(FILE_TYPES[host.distribution]).flatMap(([part, types]): readonly AuditEvidence[] => {
    const path = `${host.dataDir}/${part}`;
    const file = host.files.get(path);
    if (file === undefined) return [];
    if (file.type === undefined) return [unread(path, types[0])];
    return [fact(path, file.type, types[0], (types as readonly string[]).includes(file.type))];
  });
  if (host.distribution === 'k3s') return files;
  const processes = PROCESS_TYPES.flatMap(([component, type]): readonly AuditEvidence[] => {
    const process = host.processes.get(component);
    return process?.type === undefined ? [] : [fact(`process ${component}`, process.type, type, process.type === type)];
  });
  return [...files, ...processes];
}

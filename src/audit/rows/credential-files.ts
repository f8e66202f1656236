import { ENGINES } from '../../engine/distribution.ts';
import type { AuditEvidence, AuditMend, AuditProfile, AuditVerdict } from '../../model/audit.ts';
import type { FileFacts, HostAudit } from '../facts/host-facts.ts';
import { isAtMost } from './file-mode.ts';
import { fact, judged, undecided } from './verdict.ts';

/** A file or directory, and the mode that it may have at most. */
interface Wanted {
  readonly path: string;
  readonly mode: string;
}

/** Every file with keys, tokens or passwords belongs to root, and nobody else can read it. */
export function credentialFiles(host: HostAudit, profile: AuditProfile): AuditVerdict {
  const found = wantedFiles(host, profile).flatMap((wanted) => {
    const file = host.files.get(wanted.path);
    return file === undefined ? [] : [{ file, mode: wanted.mode }];
  });
  if (found.length === 0) return undecided('no-answer');
  const evidence = found.map(({ file, mode }): AuditEvidence => {
    const holds = isAtMost(file.mode, mode) && file.owner === 'root:root';
    return fact(file.path, `${file.mode} ${file.owner}`, `${mode} root:root`, holds);
  });
  return judged(evidence, { mend: mendsOf(found) });
}

function mendsOf(found: readonly { readonly file: FileFacts; readonly mode: string }[]): readonly AuditMend[] {
  const open = found.filter(({ file, mode }) => !isAtMost(file.mode, mode));
  const modes = [...new Set(open.map(({ mode }) => mode))];
  const owned = found.filter(({ file }) => file.owner !== 'root:root').map(({ file }) => file.path);
  return [
    ...modes.map((mode) => ({
      kind: 'mode' as const,
      mode,
      paths: open.filter((each) => each.mode === mode).map(({ file }) => file.path),
    })),
    ...(owned.length === 0 ? [] : [{ kind: 'owner' as const, owner: 'root:root', paths: owned }]),
  ];
}

function wantedFiles(host: HostAudit, profile: AuditProfile): readonly Wanted[] {
  const server = `${host.dataDir}/server`;
  const { configDirectory } = ENGINES[host.distribution];
  const named = [
    `${server}/cred/encryption-config.json`,
    `${server}/cred/encryption-state.json`,
    `${server}/token`,
    `${server}/agent-token`,
    `${configDirectory}/config.yaml`,
    ...host.configFiles,
  ];
  const more = profile === 'stig' ? stigFiles(host, configDirectory) : [];
  const wanted = [...named.map((path) => ({ path, mode: '600' })), ...more];
  return wanted.filter(({ path }, index) => wanted.findIndex((other) => other.path === path) === index);
}

/** V-254564 in its form since V2R5 (hardening.md 4). */
function stigFiles(host: HostAudit, configDirectory: string): readonly Wanted[] {
  const server = `${host.dataDir}/server`;
  const inConfig = [...host.files.keys()].filter(
    (path) => path.startsWith(`${configDirectory}/`) && !path.slice(configDirectory.length + 1).includes('/'),
  );
  return [
    ...inConfig.map((path) => ({ path, mode: '600' })),
    ...['cred', 'db', 'tls'].map((name) => ({ path: `${server}/${name}`, mode: '700' })),
    ...['manifests', 'logs'].map((name) => ({ path: `${server}/${name}`, mode: '750' })),
  ];
}

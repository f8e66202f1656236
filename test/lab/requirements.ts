import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs by the Debian package that has them; Go comes from where the machine's owner likes. */
const PACKAGES: Readonly<Record<string, string>> = {
  'systemd-nspawn': 'systemd-container',
  debootstrap: 'debootstrap',
  ip: 'iproute2',
  nsenter: 'util-linux',
  openssl: 'openssl',
  'ssh-keygen': 'openssh-client',
  go: 'golang',
};

/** Why the lab cannot be here; `undefined` when it can. */
export function missingForLab(): string | undefined {
  if (process.platform !== 'linux') return 'the lab needs Linux: its hosts are systemd-nspawn machines';
  if (process.getuid?.() !== 0) return 'the lab needs root: it makes network namespaces and boots systemd in them';
  const missing = Object.entries(PACKAGES).filter(([program]) => !isOnPath(program));
  if (missing.length === 0) return undefined;
  return `the lab needs ${missing.map(([program, from]) => `${program} (package ${from})`).join(', ')}`;
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

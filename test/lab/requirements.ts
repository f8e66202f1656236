import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs, and where they come from on Debian. */
const SOURCES: Readonly<Record<string, string>> = {
  'systemd-nspawn': 'package systemd-container',
  debootstrap: 'package debootstrap',
  ip: 'package iproute2',
  nsenter: 'package util-linux',
  umount: 'package mount',
  openssl: 'package openssl',
  'ssh-keygen': 'package openssh-client',
  // An older one than go.mod asks for fetches that itself, from 1.21 on.
  go: 'from go.dev, 1.21 or newer: the one of a stable Debian may be too old',
};

/** What a machine is asked for. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** `undefined` where users have no numbers. */
  readonly uid: number | undefined;
  /** Directories in which programs are looked for. */
  readonly path: readonly string[];
}

function thisMachine(): Machine {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return { platform: process.platform, uid: process.getuid?.(), path };
}

/** Why the lab cannot be here; `undefined` when it can. */
export function missingForLab({ platform, uid, path }: Machine = thisMachine()): string | undefined {
  if (platform !== 'linux') return 'the lab needs Linux: its hosts are systemd-nspawn machines';
  if (uid !== 0) return 'the lab needs root: it makes network namespaces and boots systemd in them';
  const missing = Object.entries(SOURCES).filter(([program]) => !isIn(path, program));
  if (missing.length === 0) return undefined;
  return `the lab needs ${missing.map(([program, from]) => `${program} (${from})`).join(', ')}`;
}

function isIn(path: readonly string[], program: string): boolean {
  return path.some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

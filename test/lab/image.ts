import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { must, mustRun } from './command.ts';
import { CACHE } from './layout.ts';
import { holdMaking } from './lock.ts';
import { mountsBelow } from './mounts.ts';

const SUITE = 'bookworm';
const PACKAGES =
  'systemd,systemd-sysv,dbus,openssh-server,iproute2,curl,sudo,ca-certificates,procps,libfaketime,sqlite3';
const SOURCES = join(import.meta.dirname, 'servers');

/** A minimal Debian with systemd and sshd, made once: about a minute (measured.md 7). Gives its directory. */
export async function debianImage(): Promise<string> {
  const directory = join(CACHE, `debian-${digestOf(SUITE, PACKAGES)}`);
  if (existsSync(directory)) return directory;
  using _making = await holdMaking(`the image ${basename(directory)}`);
  mkdirSync(CACHE, { recursive: true });
  const unfinished = `${directory}.unfinished`;
  // debootstrap mounts /proc and /sys of this machine there, and leaves them when it is interrupted.
  for (const point of mountsBelow(unfinished)) must('umount', [point]);
  rmSync(unfinished, { recursive: true, force: true });
  await mustRun('debootstrap', ['--variant=minbase', `--include=${PACKAGES}`, SUITE, unfinished]);
  must('chroot', [unfinished, 'useradd', '--create-home', '--shell', '/bin/bash', 'ops']);
  writeFileSync(join(unfinished, 'etc/sudoers.d/ops'), 'ops ALL=(ALL) NOPASSWD: ALL\n', { mode: 0o440 });
  renameSync(unfinished, directory);
  return directory;
}

/**
 * Go's compilers collect their garbage a quarter of the time that they take; with more room they hardly do (1.1 GB at most, for two at once).
 * Nobody debugs these programs: what debuggers need is a tenth of it, and would be stripped by the linker.
 */
const CHEAP = {
  environment: { CGO_ENABLED: '0', GOGC: '400' },
  flags: ['-trimpath', '-gcflags=all=-dwarf=false', '-ldflags=-s -w'],
};

/** What every cluster is made from: one waits for a mirror while the other computes. */
export async function makeParts(): Promise<{ readonly image: string; readonly servers: string }> {
  const [image, servers] = await Promise.all([debianImage(), serversProgram()]);
  return { image, servers };
}

/** etcd, kine and kube-apiserver in one program, built once from their Go modules: some minutes cold (measured.md 7). */
async function serversProgram(): Promise<string> {
  const sources = ['main.go', 'kine.go', 'go.mod', 'go.sum'].map((name) => readFileSync(join(SOURCES, name), 'utf8'));
  const program = join(CACHE, `servers-${digestOf(...sources)}`);
  if (existsSync(program)) return program;
  using _making = await holdMaking(`the program ${basename(program)}`);
  mkdirSync(CACHE, { recursive: true });
  const args = ['build', ...CHEAP.flags, '-o', `${program}.unfinished`, '.'];
  await mustRun('go', args, { cwd: SOURCES, environment: CHEAP.environment });
  renameSync(`${program}.unfinished`, program);
  return program;
}

function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}

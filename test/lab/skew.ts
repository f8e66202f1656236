import { setTimeout as sleep } from 'node:timers/promises';

import type { LabHost } from './cluster.ts';

const DROP_IN = '/etc/systemd/system/rke2-server.service.d/clock.conf';
/** Before Debian's own on every PATH, root's by sudo too. */
const DATE = '/usr/local/bin/date';
const PATIENCE_MS = 60_000;

/**
 * Gives a host a calendar of its own. All hosts of the lab share the kernel's clock, so Debian's libfaketime is put before what tells
 * the time there: the engine, which is started anew, and `date`. (Put before everything, it also comes before sshd, whose sandbox then
 * hangs.) etcd and kube-apiserver are linked statically and keep the kernel's time, and so do the times of files.
 */
export async function wearClock(host: LabHost): Promise<void> {
  await host.exec('echo +0 >/etc/faketimerc');
  const { code, stderr } = await host.exec(
    [
      'set -e',
      'library=$(ls /usr/lib/*/faketime/libfaketime.so.1)',
      // A running engine follows at once, and its timers stay true.
      `worn="LD_PRELOAD=$library FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1"`,
      `mkdir -p ${DROP_IN.slice(0, DROP_IN.lastIndexOf('/'))}`,
      `printf '[Service]\\nEnvironment=%s\\n' "$worn" >${DROP_IN}`,
      `printf '#!/bin/sh\\nexec env %s /usr/bin/date "$@"\\n' "$worn" >${DATE}`,
      `chmod 755 ${DATE}`,
      'systemctl daemon-reload',
      'systemctl restart rke2-server',
    ].join('\n'),
  );
  if (code !== 0) throw new Error(`no clock for ${host.name}: ${stderr}`);
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(500)) {
    if ((await host.exec('rke2 secrets-encrypt status')).stdout.includes('All hashes match')) return;
  }
  throw new Error(`${host.name} did not come back with its own clock`);
}

/** Sets it `seconds` before or behind the machine's. Throws when `date` on that host does not say so. */
export async function setClock(host: LabHost, seconds: number): Promise<void> {
  const { stdout } = await host.exec(`echo ${seconds < 0 ? '' : '+'}${String(seconds)} >/etc/faketimerc; ${DATE} +%s`);
  if (Math.abs(Number(stdout) - Date.now() / 1_000 - seconds) > 2)
    throw new Error(`${host.name}: ${stdout.trim()} is not ${String(seconds)} s from now`);
}

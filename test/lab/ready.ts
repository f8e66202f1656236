import { setTimeout as sleep } from 'node:timers/promises';

import type { LabCluster, LabHost } from './cluster.ts';
import { isRunning, lastWordsOf } from './machine.ts';

const READY_WITHIN_MS = 240_000;
const LOOK_EVERY_MS = 500;

/** Waits until the services of a host are active and its apiserver is ready. Throws with its last words when it dies, or takes too long. */
export async function untilReady(cluster: LabCluster, host: LabHost): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  for (let missed = 0; ;) {
    // A program that is becoming another has no name for a moment: once is no proof.
    missed = isRunning(host) ? 0 : missed + 1;
    if (missed > 1) throw new Error(`${host.name} does not boot: ${lastWordsOf(cluster, host)}`);
    const { stdout } = await host.exec(`systemctl is-active ${host.engine.unit} ssh`);
    const active = stdout.trim() === 'active\nactive';
    const ready = !host.controlPlane || (await isAtWork(cluster, host));
    if (active && ready) return;
    if (Date.now() > giveUpAt) {
      const { stdout: log } = await host.exec(`journalctl --no-pager --lines=30 --unit=${host.engine.unit}`);
      throw new Error(`${host.name} is not ready (${stdout.trim().replace('\n', ', ')}):\n${log}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** The apiserver is ready, and the engine knows every server. */
async function isAtWork(cluster: LabCluster, host: LabHost): Promise<boolean> {
  if ((await cluster.request(host, 'GET', '/readyz')).status !== 200) return false;
  return (await host.exec(`${host.engine.binaryName} secrets-encrypt status`)).stdout.includes('All hashes match');
}

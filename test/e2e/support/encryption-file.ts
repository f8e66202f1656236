import type { RunningSimulation } from './simulation.ts';

/** SHA-256 of a server's encryption file, and of the one that its apiserver uses. */
export async function encryptionFileOf(
  simulation: RunningSimulation,
  server: string,
): Promise<{ readonly onDisk: string | undefined; readonly inUse: string | undefined }> {
  const file = await simulation.exec(server, 'sha256sum /var/lib/rancher/rke2/server/cred/encryption-config.json');
  const metrics = await simulation.exec(server, 'curl -s https://127.0.0.1:6443/metrics');
  return {
    onDisk: /^[0-9a-f]{64}/.exec(file.stdout)?.[0],
    inUse: /hash="sha256:([0-9a-f]{64})"/.exec(metrics.stdout)?.[1],
  };
}

import type { Distribution } from '../model/cluster.ts';

/** The name as its makers spell it. */
export function distributionText(distribution: Distribution): string {
  return distribution === 'rke2' ? 'RKE2' : 'K3s';
}

/** The engine's service on a server. */
export function serviceText(distribution: Distribution): string {
  return distribution === 'rke2' ? 'rke2-server' : 'k3s';
}

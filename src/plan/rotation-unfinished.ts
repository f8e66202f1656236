import { keyLabel } from '../model/encryption.ts';
import type { ClusterFacts } from '../model/facts.ts';
import { controlPlaneServers, nodeOf, statusOf } from './fact-reading.ts';

const SETTLED: readonly (string | undefined)[] = ['start', 'reencrypt_finished', undefined];

/**
 * Whether the control-plane servers are in the middle of a rotation. An unsettled stage, a second key or differing keys show an unfinished rotation.
 * The answer says neither who began the rotation nor whether a run can continue the rotation.
 */
export function isRotationUnfinished(facts: ClusterFacts): boolean {
  const planes = controlPlaneServers(facts);
  const files = planes.map(({ encryption }) => (encryption?.file?.keys ?? []).map(keyLabel));
  const stages = planes.flatMap((server) => [
    server.encryption?.state?.stage,
    statusOf(server)?.stage,
    nodeOf(facts, server)?.annotation?.stage,
  ]);
  return (
    stages.some((stage) => !SETTLED.includes(stage)) ||
    files.some((keys) => keys.length > 1) ||
    new Set(files.flat()).size > 1
  );
}

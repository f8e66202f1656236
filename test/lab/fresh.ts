import { bringDown, bringUp, type LabCluster } from './cluster.ts';
import type { ClusterShape } from './layout.ts';

/** A cluster that was never rotated, and nothing of one that cannot be brought up. Whatever has that name goes first. */
export async function freshCluster(shape: ClusterShape): Promise<LabCluster> {
  await bringDown(shape.name);
  try {
    return await bringUp(shape);
  } catch (error) {
    await bringDown(shape.name);
    throw error;
  }
}

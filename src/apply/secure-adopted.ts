import type { Failure } from '../model/failure.ts';
import { sealCredentials } from './actors/seal-credentials.ts';
import { takeSnapshot } from './actors/take-snapshot.ts';
import type { Run } from './run.ts';

/** Snapshot and sealed copies for a rotation that somebody else began: its charts are entered past the state that makes them. */
export async function secureAdopted(run: Run): Promise<Failure | undefined> {
  if (run.plan.course.snapshot) {
    const snapshot = await takeSnapshot(run, 'before');
    if (!snapshot.ok) return snapshot.failure;
  }
  const sealed = await sealCredentials(run, 'before');
  return sealed.ok ? undefined : sealed.failure;
}

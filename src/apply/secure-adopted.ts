import { followersOf } from '../model/course.ts';
import type { Entry } from '../model/entry.ts';
import type { Failure } from '../model/failure.ts';
import { provesFollowersFirst } from '../plan/entry-steps.ts';
import { awaitApiservers } from './actors/await-gates.ts';
import { sealCredentials } from './actors/seal-credentials.ts';
import { takeSnapshot } from './actors/take-snapshot.ts';
import type { Run } from './run/run.ts';

/**
 * Secures what an adopted rotation may lack before the run continues, because the charts are entered past the states
 * for this work. The run makes the snapshot and the sealed copies. Where the Secrets are counted next, the run also
 * checks that the followers' apiservers write with the new key. Equal files do not prove this (measured.md 1b),
 * and a Secret written under the old key after the last count would be lost.
 */
export async function secureAdopted(run: Run, entry: Entry): Promise<Failure | undefined> {
  const { course } = run.plan;
  if (course.snapshot) {
    const snapshot = await takeSnapshot(run, 'before');
    if (!snapshot.ok) return snapshot.failure;
  }
  const sealed = await sealCredentials(run, 'before');
  if (!sealed.ok) return sealed.failure;
  if (!provesFollowersFirst(course, entry)) return undefined;
  const proven = await awaitApiservers(run, { roll: 'rotate', servers: followersOf(course).map(({ name }) => name) });
  return proven.ok ? undefined : proven.failure;
}

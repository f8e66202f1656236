import { followersOf } from '../model/course.ts';
import type { JournalLine } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import type { ReadsAtRisk } from '../model/run-summary.ts';
import type { StepId } from '../model/step.ts';
import { stepSpans } from './spans.ts';

/**
 * How long rewritten Secrets could not be read through a follower, at most. `rotate-keys` rewrites before the followers
 * have the new key (measured.md 6). The time begins with the command and ends when the follower's apiserver is known to
 * have loaded its file. In a staged rotation every server reads both keys, so that the list is empty.
 */
export function readsAtRisk(lines: readonly JournalLine[], { course, entry }: Plan): readonly ReadsAtRisk[] {
  if (course.strategy !== 'rotate-keys' || course.controlPlanes === 'single' || entry.at !== 'start') return [];
  const sent = lines.find(({ record }) => record.kind === 'intended' && record.step === 'command:rotate-keys');
  if (sent === undefined) return [];
  const spans = stepSpans(lines);
  return followersOf(course).map(({ name }) => {
    const rolls = ['early', 'reencrypt_finished'] as const;
    const proofs = rolls.flatMap((roll): readonly StepId[] => [`loaded:${roll}:${name}`, `loaded:${roll}`]);
    const loaded = spans.find(({ step, found }) => proofs.includes(step) && !found) ?? lastLoaded(lines, proofs);
    return { server: name, from: sent.at, until: loaded?.until };
  });
}

function lastLoaded(lines: readonly JournalLine[], proofs: readonly StepId[]): { readonly until: string } | undefined {
  const line = lines.find(({ record }) => record.kind === 'done' && proofs.includes(record.step));
  return line === undefined ? undefined : { until: line.at };
}

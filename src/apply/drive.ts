import { createActor } from 'xstate';

import { provideActors } from '../../machines/provide.ts';
import type { RotationOutput } from '../../machines/contract.ts';
import { bugOf } from '../model/bug.ts';
import type { Entry } from '../model/entry.ts';
import type { Failure } from '../model/failure.ts';
import { implementationsFor } from './implementations.ts';
import type { Run } from './run/run.ts';
import { interrupted } from './run/interrupted.ts';

/**
 * Runs the rotation chart from `entry` to its end. The chart decides what comes next; the actors do it.
 * The second Ctrl-C ends it at once: what was being waited for is found out by the next process.
 */
export function drive(run: Run, entry: Entry): Promise<RotationOutput> {
  const actor = createActor(provideActors(implementationsFor(run)), { input: { course: run.plan.course, entry } });
  return new Promise((resolve) => {
    const stopNow = (): void => {
      actor.stop();
      resolve({ kind: 'stopped', failure: stoppedAt(run) });
    };
    actor.subscribe({
      complete: () => {
        const { output } = actor.getSnapshot();
        resolve(output ?? { kind: 'stopped', failure: stoppedAt(run) });
      },
      error: (error) => {
        resolve({ kind: 'stopped', failure: bugOf(error, 'rotation chart') });
      },
    });
    if (run.interrupts.hard.aborted) {
      stopNow();
      return;
    }
    run.interrupts.hard.addEventListener('abort', stopNow, { once: true });
    actor.start();
  });
}

function stoppedAt(run: Run): Failure {
  const step = run.progress.newest();
  return step === undefined ? { kind: 'interrupted', at: undefined } : interrupted(run, step, 'during');
}

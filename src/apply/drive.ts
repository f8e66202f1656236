import { createActor } from 'xstate';

import { provideActors } from '../../machines/provide.ts';
import type { RotationOutput } from '../../machines/contract.ts';
import { bugOf } from '../model/result.ts';
import type { Entry } from '../model/entry.ts';
import type { Failure } from '../model/failure.ts';
import type { Proof } from './actors/prove.ts';
import { implementationsFor } from './implementations.ts';
import type { Run } from './run/run.ts';
import { interrupted } from './run/interrupted.ts';

/** How a rotation ended, and the figures of its proof where the rotation came so far. */
export interface Driven {
  readonly failure: Failure | undefined;
  readonly proof: Proof | undefined;
}

/**
 * Runs the rotation chart from `entry` to its end. The chart decides the next step, and the actors perform the step.
 * The second Ctrl-C ends the chart at once. The next process then finds out the result of the interrupted wait.
 */
export async function drive(run: Run, entry: Entry): Promise<Driven> {
  let proof: Proof | undefined;
  const implementations = implementationsFor(run, (proved) => {
    proof = proved;
  });
  const actor = createActor(provideActors(implementations), { input: { course: run.plan.course, entry } });
  const output = await new Promise<RotationOutput>((resolve) => {
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
  return { failure: output.kind === 'stopped' ? output.failure : undefined, proof };
}

function stoppedAt(run: Run): Failure {
  const step = run.progress.newest();
  return step === undefined ? { kind: 'interrupted', at: undefined } : interrupted(run, step, 'during');
}

import { createActor } from 'xstate';

import { provideActors, provideRescueActors } from '../../machines/provide.ts';
import type { RotationOutput } from '../../machines/contract.ts';
import { asksEtcd } from '../model/course.ts';
import { bugOf } from '../model/result.ts';
import type { Entry } from '../model/entry.ts';
import type { Failure } from '../model/failure.ts';
import type { RescueEntry } from '../model/rescue.ts';
import { restartOrder, serversToAdd } from '../plan/rescue/build.ts';
import type { Proof } from './actors/prove.ts';
import { implementationsFor } from './implementations.ts';
import type { Run } from './run/run.ts';
import { interrupted } from './run/interrupted.ts';
import { rescueOf } from './actors/write-encryption-file.ts';

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
  const output = await untilItsEnd(run, actor, 'rotation chart');
  return { failure: output.kind === 'stopped' ? output.failure : undefined, proof };
}

/** Runs the rescue chart from `entry` to its end, in the same way. */
export async function driveRescue(run: Run, entry: RescueEntry): Promise<Driven> {
  let proof: Proof | undefined;
  const implementations = implementationsFor(run, (proved) => {
    proof = proved;
  });
  const { course, leader } = run.plan;
  const rescue = rescueOf(run);
  const input = {
    entry,
    adding: serversToAdd(rescue),
    returning: rescue.servers.map(({ server }) => server),
    restarting: restartOrder(rescue, course),
    asksEtcd: asksEtcd(course),
    snapshot: course.snapshot,
    through: leader,
  };
  const actor = createActor(provideRescueActors(implementations), { input });
  const output = await untilItsEnd(run, actor, 'rescue chart');
  return { failure: output.kind === 'stopped' ? output.failure : undefined, proof };
}

/** What the driver uses of a chart's actor. */
interface Chart {
  start(): unknown;
  stop(): unknown;
  subscribe(observer: { complete: () => void; error: (error: unknown) => void }): unknown;
  getSnapshot(): { readonly output?: RotationOutput | undefined };
}

function untilItsEnd(run: Run, actor: Chart, name: string): Promise<RotationOutput> {
  return new Promise<RotationOutput>((resolve) => {
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
        resolve({ kind: 'stopped', failure: bugOf(error, name) });
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

import type { StepContext } from '../model/clock.ts';
import type { OtherActor } from '../model/other-actor.ts';
import { type Answer, allOrFirst, success } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { firstAnswer } from './first-answer.ts';
import { readHostActors } from './host-actors.ts';
import { readKured } from './kured.ts';
import type { ApiserverTarget } from './target.ts';
import { readUpgradePlans } from './upgrade-plans.ts';

/**
 * The places to look for other actors. Each host reports its own actors, and the first answering apiserver reports the
 * cluster's.
 */
export interface ActorsQuestion {
  readonly hosts: readonly Runner[];
  readonly planes: readonly { readonly runner: Runner; readonly target: ApiserverTarget }[];
  /** Names of the servers' Nodes. */
  readonly nodes: readonly string[];
}

/**
 * All other software that restarts, drains or reboots servers, found in one round trip. The question is asked before a
 * run, and again before each act that takes a server away. Fails when a host, or every apiserver, gave no answer,
 * because an unseen host may be busy.
 */
export async function lookForOtherActors(
  context: StepContext,
  { hosts, planes, nodes }: ActorsQuestion,
): Promise<Answer<readonly OtherActor[]>> {
  const nobody: Answer<readonly OtherActor[]> = success([]);
  const fromCluster = (read: (runner: Runner, target: ApiserverTarget) => Promise<Answer<readonly OtherActor[]>>) =>
    firstAnswer({ context, servers: planes, nobody }, ({ runner, target }) => read(runner, target));
  const answers = await Promise.all([
    fromCluster((runner, target) => readUpgradePlans(context, runner, target)),
    fromCluster((runner, target) => readKured(context, runner, target, nodes)),
    ...hosts.map((runner) => readHostActors(context, runner)),
  ]);
  const all = allOrFirst(answers);
  return all.ok ? success(all.value.flat()) : all;
}

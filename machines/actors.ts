import { fromPromise, type PromiseActorLogic } from 'xstate';

import type { ActorInputs, CensusResult, StepResult } from './contract.ts';

/** Actors that count answer a count; all others say whether it worked. */
export type ActorOutput<Name extends keyof ActorInputs> = Name extends 'takeCensus' ? CensusResult : StepResult;

/** The actors as the charts know them. */
export type ActorLogics = {
  readonly [Name in keyof ActorInputs]: PromiseActorLogic<ActorOutput<Name>, ActorInputs[Name]>;
};

/** The names under which the charts invoke. The compiler sees that none is missing. */
const NAMES: Readonly<Record<keyof ActorInputs, true>> = {
  takeSnapshot: true,
  sealCredentials: true,
  sendStageCommand: true,
  awaitRewrite: true,
  requestRestart: true,
  restartApiserver: true,
  awaitGate: true,
  holdStable: true,
  awaitApiservers: true,
  takeCensus: true,
  repairStragglers: true,
  freezeWrites: true,
  allowDeletes: true,
  thawWrites: true,
  prove: true,
  cleanUp: true,
};

/** One actor for each name. `act` does what the actor of a name does. */
export function actorsOf(
  act: <Name extends keyof ActorInputs>(
    name: Name,
    input: ActorInputs[Name],
    signal: AbortSignal,
  ) => Promise<ActorOutput<Name>>,
): ActorLogics {
  const logicOf = <Name extends keyof ActorInputs>(name: Name): readonly [Name, unknown] => [
    name,
    // Asynchronous, so that a throw before the first await is a rejection too.
    fromPromise<ActorOutput<Name>, ActorInputs[Name]>(async ({ input, signal }) => act(name, input, signal)),
  ];
  // The pairing of name, input and output is fixed by the type of `act`.
  return Object.fromEntries((Object.keys(NAMES) as (keyof ActorInputs)[]).map(logicOf)) as unknown as ActorLogics;
}

/**
 * Stand-ins that reject, so that a chart that is run without its actors fails loudly. The charts are pure. Whoever runs
 * them provides what they invoke.
 */
export const PLACEHOLDERS: ActorLogics = actorsOf((name) => Promise.reject(new Error(`${name} is not provided`)));

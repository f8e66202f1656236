import { fromPromise, type PromiseActorLogic } from 'xstate';

import type { ActorInputs, CensusResult, RestartResult, StepResult, WindowResult } from './contract.ts';

/** Counting actors return a count, the look at the early roll a finding, and restarts whether they came too late. All other actors return success or failure. */
export type ActorOutput<Name extends keyof ActorInputs> = Name extends 'takeCensus'
  ? CensusResult
  : Name extends 'awaitWindow'
    ? WindowResult
    : Name extends 'requestRestart' | 'restartApiserver'
      ? RestartResult
      : StepResult;

/** The actors in the form that the charts use. */
export type ActorLogics = {
  readonly [Name in keyof ActorInputs]: PromiseActorLogic<ActorOutput<Name>, ActorInputs[Name]>;
};

/** The names under which the charts invoke actors. The compiler finds a missing name. */
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
  awaitWindow: true,
  allowWrites: true,
  allowDeletes: true,
  unfreezeWrites: true,
  addKeys: true,
  awaitKeys: true,
  readAll: true,
  returnFile: true,
  undoFile: true,
  prove: true,
  cleanUp: true,
};

/** Makes one actor for each name. `act` does the work of a named actor. */
export function actorsOf(
  act: <Name extends keyof ActorInputs>(
    name: Name,
    input: ActorInputs[Name],
    signal: AbortSignal,
  ) => Promise<ActorOutput<Name>>,
): ActorLogics {
  const logicOf = <Name extends keyof ActorInputs>(name: Name): readonly [Name, unknown] => [
    name,
    // Asynchronous, so that a throw before the first await also becomes a rejection.
    fromPromise<ActorOutput<Name>, ActorInputs[Name]>(async ({ input, signal }) => act(name, input, signal)),
  ];
  // The pairing of name, input and output is fixed by the type of `act`.
  return Object.fromEntries((Object.keys(NAMES) as (keyof ActorInputs)[]).map(logicOf)) as unknown as ActorLogics;
}

/** Stand-ins that reject, so that a chart without real actors fails loudly. The charts are pure, and their caller provides the actors. */
export const PLACEHOLDERS: ActorLogics = actorsOf((name) => Promise.reject(new Error(`${name} is not provided`)));

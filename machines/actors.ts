import { fromPromise, type PromiseActorLogic } from 'xstate';

import type { ActorInputs, CensusResult, StepResult } from './contract.ts';

/** Actors that count answer a count; all others say whether it worked. */
export type ActorOutput<Name extends keyof ActorInputs> = Name extends 'takeCensus' ? CensusResult : StepResult;

/** The actors as the charts know them. */
export type ActorLogics = {
  readonly [Name in keyof ActorInputs]: PromiseActorLogic<ActorOutput<Name>, ActorInputs[Name]>;
};

function placeholder<Name extends keyof ActorInputs>(name: Name): ActorLogics[Name] {
  // The charts are pure: what they invoke is provided by whoever runs them.
  const logic = fromPromise<ActorOutput<Name>, ActorInputs[Name]>(() =>
    Promise.reject(new Error(`${name} is not provided`)),
  );
  return logic as ActorLogics[Name];
}

/** Stand-ins that reject, so that a chart that is run without its actors fails loudly. */
export const PLACEHOLDERS: ActorLogics = {
  takeSnapshot: placeholder('takeSnapshot'),
  sealCredentials: placeholder('sealCredentials'),
  sendStageCommand: placeholder('sendStageCommand'),
  awaitRewrite: placeholder('awaitRewrite'),
  requestRestart: placeholder('requestRestart'),
  restartApiserver: placeholder('restartApiserver'),
  awaitGate: placeholder('awaitGate'),
  holdStable: placeholder('holdStable'),
  awaitApiservers: placeholder('awaitApiservers'),
  takeCensus: placeholder('takeCensus'),
  repairStragglers: placeholder('repairStragglers'),
  freezeWrites: placeholder('freezeWrites'),
  allowDeletes: placeholder('allowDeletes'),
  thawWrites: placeholder('thawWrites'),
  prove: placeholder('prove'),
  cleanUp: placeholder('cleanUp'),
};

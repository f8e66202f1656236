import { fromPromise } from 'xstate';

import type { ActorLogics, ActorOutput } from './actors.ts';
import { clearance } from './clearance.ts';
import type { ActorInputs } from './contract.ts';
import { restart } from './restart.ts';
import { rollout } from './rollout.ts';
import { rotation } from './rotation.ts';

/**
 * What the charts invoke: one function a name. It answers failures as data; a rejection is a bug.
 * `signal` aborts when the chart is stopped. A restored chart invokes again what was going on: each function looks before it acts.
 */
export type ActorImplementations = {
  readonly [Name in keyof ActorInputs]: (input: ActorInputs[Name], signal: AbortSignal) => Promise<ActorOutput<Name>>;
};

/** The rotation chart with its actors, ready to run. The same implementations serve the charts that it invokes. */
export function provideActors(implementations: ActorImplementations): typeof rotation {
  const logic = <Name extends keyof ActorInputs>(name: Name): ActorLogics[Name] => {
    // Asynchronous, so that a throw before the first await is a rejection too.
    const actor = fromPromise<ActorOutput<Name>, ActorInputs[Name]>(async ({ input, signal }) =>
      implementations[name](input, signal),
    );
    // The pairing of name, input and output is fixed by ActorImplementations.
    return actor as ActorLogics[Name];
  };
  const clearing = clearance.provide({
    actors: { takeCensus: logic('takeCensus'), repairStragglers: logic('repairStragglers') },
  });
  const restarting = restart.provide({
    actors: {
      clearance: clearing,
      requestRestart: logic('requestRestart'),
      restartApiserver: logic('restartApiserver'),
      awaitGate: logic('awaitGate'),
      holdStable: logic('holdStable'),
    },
  });
  const rolling = rollout.provide({
    actors: {
      restart: restarting,
      awaitGate: logic('awaitGate'),
      awaitApiservers: logic('awaitApiservers'),
    },
  });
  return rotation.provide({
    actors: {
      takeSnapshot: logic('takeSnapshot'),
      sealCredentials: logic('sealCredentials'),
      sendStageCommand: logic('sendStageCommand'),
      awaitRewrite: logic('awaitRewrite'),
      freezeWrites: logic('freezeWrites'),
      allowDeletes: logic('allowDeletes'),
      thawWrites: logic('thawWrites'),
      prove: logic('prove'),
      cleanUp: logic('cleanUp'),
      clearance: clearing,
      restart: restarting,
      rollout: rolling,
    },
  });
}

import { fromPromise } from 'xstate';

import type { ActorImplementations, ActorLogics } from './actors.ts';
import { clearance } from './clearance.ts';
import type { ActorInputs } from './contract.ts';
import { restart } from './restart.ts';
import { rollout } from './rollout.ts';
import { rotation } from './rotation.ts';

export type { ActorImplementations } from './actors.ts';

/** The rotation chart with its actors, ready to run. The same implementations serve the charts that it invokes. */
export function provideActors(implementations: ActorImplementations): typeof rotation {
  const logic = <Name extends keyof ActorInputs>(name: Name): ActorLogics[Name] => {
    const implementation = implementations[name];
    const actor = fromPromise<Awaited<ReturnType<typeof implementation>>, ActorInputs[Name]>(
      ({ input, signal }) => implementation(input, signal) as Promise<Awaited<ReturnType<typeof implementation>>>,
    );
    // One generic wrapper for all names: the pairing of name, input and output is fixed by ActorImplementations.
    return actor as unknown as ActorLogics[Name];
  };
  const clearing = clearance.provide({
    actors: { takeCensus: logic('takeCensus'), repairStragglers: logic('repairStragglers') },
  });
  const restarting = restart.provide({
    actors: {
      requestRestart: logic('requestRestart'),
      restartApiserver: logic('restartApiserver'),
      awaitGate: logic('awaitGate'),
      holdStable: logic('holdStable'),
    },
  });
  const rolling = rollout.provide({
    actors: { clearance: clearing, restart: restarting, awaitApiservers: logic('awaitApiservers') },
  });
  return rotation.provide({
    actors: {
      takeSnapshot: logic('takeSnapshot'),
      sealCredentials: logic('sealCredentials'),
      sendStageCommand: logic('sendStageCommand'),
      awaitRewrite: logic('awaitRewrite'),
      prove: logic('prove'),
      cleanUp: logic('cleanUp'),
      clearance: clearing,
      rollout: rolling,
    },
  });
}

import { actorsOf, type ActorOutput } from './actors.ts';
import { clearance } from './clearance.ts';
import type { ActorInputs } from './contract.ts';
import { earlyRoll } from './early-roll.ts';
import { rescue } from './rescue.ts';
import { restart } from './restart.ts';
import { rollout } from './rollout.ts';
import { rotation } from './rotation.ts';

/**
 * The functions that the charts invoke, one function for each name. A function returns failures as data, and a rejection is a bug. `signal`
 * aborts when the chart is stopped. A restored chart invokes unfinished actors again, so each function looks before acting.
 */
export type ActorImplementations = {
  readonly [Name in keyof ActorInputs]: (input: ActorInputs[Name], signal: AbortSignal) => Promise<ActorOutput<Name>>;
};

/** The rescue chart with actors, ready to run. */
export function provideRescueActors(implementations: ActorImplementations): typeof rescue {
  const actors = actorsOf((name, input, signal) => implementations[name](input, signal));
  const { takeCensus, repairStragglers, awaitGate, holdStable, requestRestart, restartApiserver } = actors;
  const clearing = clearance.provide({ actors: { takeCensus, repairStragglers } });
  const restarting = restart.provide({
    actors: { clearance: clearing, requestRestart, restartApiserver, awaitGate, holdStable },
  });
  return rescue.provide({ actors: { ...actors, clearance: clearing, restart: restarting } });
}

/** The rotation chart with actors, ready to run. The invoked charts use the same implementations. */
export function provideActors(implementations: ActorImplementations): typeof rotation {
  const actors = actorsOf((name, input, signal) => implementations[name](input, signal));
  const { takeCensus, repairStragglers, awaitGate, awaitApiservers, holdStable, requestRestart, restartApiserver } =
    actors;
  const clearing = clearance.provide({ actors: { takeCensus, repairStragglers } });
  const restarting = restart.provide({
    actors: { clearance: clearing, requestRestart, restartApiserver, awaitGate, holdStable },
  });
  const rolling = rollout.provide({ actors: { restart: restarting, awaitGate, awaitApiservers } });
  const { awaitWindow, allowWrites } = actors;
  const rollingEarly = earlyRoll.provide({
    actors: { restart: restarting, awaitWindow, awaitApiservers, allowWrites },
  });
  return rotation.provide({
    actors: { ...actors, clearance: clearing, restart: restarting, rollout: rolling, earlyRoll: rollingEarly },
  });
}

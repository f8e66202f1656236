import { assign, setup } from 'xstate';

import { PLACEHOLDERS } from './actors.ts';
import { clearance } from './clearance.ts';
import type { RotationInput, RotationOutput } from './contract.ts';
import { earlyRoll } from './early-roll.ts';
import { failureOf, isOk, rejection } from './outcome.ts';
import { restart } from './restart.ts';
import { rollout } from './rollout.ts';
import {
  begunOnceMore,
  earlyRollEnded,
  foreignEntry,
  GUARDS,
  repairedFailure,
  type RotationContext,
} from './rotation-decisions.ts';

/** The actors, conditions and assignments of the rotation chart, by the names that the chart uses. */
export const rotationSetup = setup({
  types: { input: {} as RotationInput, context: {} as RotationContext, output: {} as RotationOutput },
  actors: {
    takeSnapshot: PLACEHOLDERS.takeSnapshot,
    sealCredentials: PLACEHOLDERS.sealCredentials,
    sendStageCommand: PLACEHOLDERS.sendStageCommand,
    awaitRewrite: PLACEHOLDERS.awaitRewrite,
    freezeWrites: PLACEHOLDERS.freezeWrites,
    allowDeletes: PLACEHOLDERS.allowDeletes,
    unfreezeWrites: PLACEHOLDERS.unfreezeWrites,
    prove: PLACEHOLDERS.prove,
    cleanUp: PLACEHOLDERS.cleanUp,
    clearance,
    earlyRoll,
    restart,
    rollout,
  },
  guards: { isOk, ...GUARDS },
  actions: {
    beginAnew: assign(begunOnceMore),
    askToDrop: assign({ rewrite: 'drop-old' }),
    noteEarlyRoll: assign(earlyRollEnded),
    noteRepaired: assign(repairedFailure),
    refuseEntry: assign(foreignEntry),
    keepFailure: assign(failureOf),
    keepBug: assign(rejection),
  },
});

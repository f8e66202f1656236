import { createActor, type ActorOptions } from 'xstate';

import type { ActorOutput } from '../../../machines/actors.ts';
import type {
  ActorInputs,
  CensusResult,
  EarlyRollResult,
  RestartResult,
  RotationInput,
  RotationOutput,
  StepResult,
  WindowResult,
} from '../../../machines/contract.ts';
import { provideActors, type ActorImplementations } from '../../../machines/provide.ts';
import type { rotation } from '../../../machines/rotation.ts';
import type { Entry } from '../../../src/model/entry.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Course } from '../../../src/model/strategy.ts';

/** What a fake actor does: answer, break its contract, or never come back. */
export type Reaction = StepResult | CensusResult | WindowResult | RestartResult | EarlyRollResult | 'reject' | 'hang';

/** One invocation, and how it was answered. */
export type Call = {
  [Name in keyof ActorInputs]: { readonly name: Name; readonly input: ActorInputs[Name]; readonly reaction: Reaction };
}[keyof ActorInputs];

/** Says how the call number `index` (from 0) is answered. */
export type Script = (name: keyof ActorInputs, index: number) => Reaction;

export const FAILURE: Failure = { kind: 'proof-failed', differences: [{ kind: 'not-loaded', server: 's1' }] };
export const FAILED: StepResult = { ok: false, failure: FAILURE };
/** The engine aborted the rewrite because a Secret was deleted meanwhile. */
export const DELETED: StepResult = {
  ok: false,
  failure: {
    kind: 'rewrite-failed',
    server: 's1',
    cause: 'failed to update secret: secrets "a" not found',
    rewritten: 50,
    total: 100,
    abandoned: false,
    bothKeysEverywhere: true,
    deleted: true,
    lateReload: undefined,
    repaired: 'not-tried',
  },
};
export const ZERO: CensusResult = { ok: true, stragglers: 0, names: [] };
export const SOME: CensusResult = { ok: true, stragglers: 2, names: ['default/a', 'default/b'] };

export const OPEN: WindowResult = { ok: true, window: 'open' };
export const CLOSED: WindowResult = { ok: true, window: 'closed' };
export const LATE: RestartResult = { ok: true, late: true };

/** Everything works, no Secret is under the old key, and an early roll comes in time. */
export function allGood(name: keyof ActorInputs): Reaction {
  if (name === 'awaitWindow') return OPEN;
  return name === 'takeCensus' ? ZERO : { ok: true };
}

/** More than any course asks for: a chart that goes round in circles stops instead of hanging. */
const MOST_CALLS = 500;

/** Fake actors that write down what they were asked. `hung` resolves when one of them hangs. */
export function recorder(script: Script = allGood) {
  const calls: Call[] = [];
  const hung = Promise.withResolvers<'hung'>();
  function actor<Name extends keyof ActorInputs>(name: Name) {
    return async (input: ActorInputs[Name]): Promise<ActorOutput<Name>> => {
      const reaction = script(name, calls.length);
      calls.push({ name, input, reaction } as Call);
      if (calls.length > MOST_CALLS) throw new Error('there is no end to it');
      if (reaction === 'reject') throw new Error(`${name} broke`);
      if (reaction === 'hang') {
        hung.resolve('hung');
        return new Promise(() => undefined);
      }
      return reaction as ActorOutput<Name>;
    };
  }
  const implementations: ActorImplementations = {
    takeSnapshot: actor('takeSnapshot'),
    sealCredentials: actor('sealCredentials'),
    sendStageCommand: actor('sendStageCommand'),
    awaitRewrite: actor('awaitRewrite'),
    requestRestart: actor('requestRestart'),
    restartApiserver: actor('restartApiserver'),
    awaitGate: actor('awaitGate'),
    holdStable: actor('holdStable'),
    awaitApiservers: actor('awaitApiservers'),
    takeCensus: actor('takeCensus'),
    repairStragglers: actor('repairStragglers'),
    freezeWrites: actor('freezeWrites'),
    awaitWindow: actor('awaitWindow'),
    allowWrites: actor('allowWrites'),
    allowDeletes: actor('allowDeletes'),
    unfreezeWrites: actor('unfreezeWrites'),
    addKeys: actor('addKeys'),
    awaitKeys: actor('awaitKeys'),
    readAll: actor('readAll'),
    returnFile: actor('returnFile'),
    undoFile: actor('undoFile'),
    prove: actor('prove'),
    cleanUp: actor('cleanUp'),
  };
  return { calls, hung: hung.promise, implementations };
}

/** Starts the rotation with recording actors. `ended` resolves with its output. */
export function start(
  input: RotationInput,
  options: { readonly script?: Script; readonly snapshot?: ActorOptions<typeof rotation>['snapshot'] } = {},
) {
  const { script, snapshot } = options;
  const { calls, hung, implementations } = recorder(script);
  const actor = createActor(provideActors(implementations), { input, ...(snapshot === undefined ? {} : { snapshot }) });
  const ended = Promise.withResolvers<RotationOutput | undefined>();
  actor.subscribe({ complete: () => ended.resolve(actor.getSnapshot().output), error: ended.reject });
  actor.start();
  return { actor, calls, hung, ended: ended.promise };
}

/** Runs a rotation to its end. */
export async function run(course: Course, entry: Entry, script?: Script) {
  const { calls, ended } = start({ course, entry }, script === undefined ? {} : { script });
  return { calls, output: await ended };
}

/** A call as a line: its name and the values of its input. */
export function lineOf({ name, input }: Pick<Call, 'name' | 'input'>): string {
  const values: readonly unknown[] = Object.values(input);
  return [name, ...values.map((value) => (Array.isArray(value) ? value.join('+') : String(value)))].join(' ');
}

/** What a course asks for when everything works. */
export async function traceOf(course: Course, entry: Entry = { at: 'start' }): Promise<readonly string[]> {
  const { calls } = await run(course, entry);
  return calls.map(lineOf);
}

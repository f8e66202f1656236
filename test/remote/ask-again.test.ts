import { describe, it } from 'vitest';

import type { Clock, StepContext } from '../../src/model/clock.ts';
import type { ConnectionFailure } from '../../src/model/failures/host.ts';
import { failed, success, type Result } from '../../src/model/result.ts';
import { createCutConnection } from '../../src/remote/ask-again.ts';
import type { CommandResult } from '../../src/remote/command-result.ts';
import { sampleCluster, SAMPLE_FACTS } from '../support/sample-facts.ts';

type Answer = Result<{ readonly result: CommandResult }, ConnectionFailure>;

const ENDED = { server: 's1', line: 'true', stdout: '', stderr: '', droppedBytes: 0, durationMs: 1 };
const FINE: Answer = success({ result: { ...ENDED, ending: { kind: 'exited', exitCode: 0 } } });
const CUT: Answer = success({ result: { ...ENDED, ending: { kind: 'connection-lost', reason: 'ECONNRESET' } } });
const DOWN: Answer = failed({ kind: 'host-unreachable', server: 's1', address: 'h:22', reason: 'ECONNREFUSED' });
const REFUSED: Answer = failed({
  kind: 'authentication-failed',
  server: 's1',
  address: 'h:22',
  user: 'ops',
  sources: [],
});

/** Asks with a clock of its own, on which only pauses take time. */
function asking(answers: (nowMs: number) => Answer, timing: { readonly restartDeadlineMs?: number } = {}) {
  let nowMs = 0;
  const controller = new AbortController();
  const clock: Clock = {
    now: () => nowMs,
    wall: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  };
  let isClosed = false;
  const connection = createCutConnection({
    timing: { ...sampleCluster(SAMPLE_FACTS.one).timing, ...timing },
    clockOf: () => clock,
    isClosed: () => isClosed,
  });
  const close = (): void => {
    isClosed = true;
  };
  const told: string[] = [];
  const ask = (more: Partial<StepContext> = {}) =>
    connection.ask(
      { signal: controller.signal, clock, ...more },
      async () => answers(nowMs),
      ({ reason }) => told.push(reason),
    );
  return { ask, close, connection, controller, told, now: () => nowMs };
}

describe('a question whose connection was cut', () => {
  it('given the connection comes back within a minute, is answered, and each try is told', async ({ expect }) => {
    const answers = [CUT, DOWN, DOWN, FINE];
    const { ask, told } = asking(() => answers.shift() ?? FINE);
    expect(await ask()).toEqual(FINE);
    expect(told).toEqual(['ECONNRESET', 'ECONNREFUSED', 'ECONNREFUSED']);
  });

  it('given nobody answers any more, gives up after a minute; the next question is asked once', async ({ expect }) => {
    let isFirst = true;
    const { ask, told, now } = asking(() => {
      const answer = isFirst ? CUT : DOWN;
      isFirst = false;
      return answer;
    });
    expect(await ask()).toEqual(DOWN);
    expect(now()).toBe(60_000);
    const before = told.length;
    expect(await ask()).toEqual(DOWN);
    expect(told).toHaveLength(before);
  });

  it('given an inventory that allows a restart less time, gives up sooner', async ({ expect }) => {
    const { ask, now } = asking(() => CUT, { restartDeadlineMs: 50_000 });
    await ask();
    expect(now()).toBe(5_000);
  });

  it('given a connection that was found cut while idle, is asked again as well', async ({ expect }) => {
    const answers = [DOWN, FINE];
    const { ask, connection } = asking(() => answers.shift() ?? FINE);
    connection.cut();
    expect(await ask()).toEqual(FINE);
  });

  it.for([
    ['a server that was never reached', DOWN],
    ['a server that refuses the login', REFUSED],
    ['an answer', FINE],
  ] as const)('given %s, is asked once', async ([, answer], { expect }) => {
    const { ask, told } = asking(() => answer);
    expect(await ask()).toEqual(answer);
    expect(told).toEqual([]);
  });

  it('given Ctrl-C or the end of its own time, is asked no more', async ({ expect }) => {
    const { ask, controller, now } = asking(() => CUT);
    await ask({ deadlineAt: 3_000 });
    expect(now()).toBe(3_000);
    controller.abort();
    await ask();
    expect(now()).toBe(3_000);
  });

  it('given all connections were closed for good, is asked no more', async ({ expect }) => {
    const { ask, close, told } = asking(() => CUT);
    close();
    expect(await ask()).toEqual(CUT);
    expect(told).toEqual([]);
  });
});

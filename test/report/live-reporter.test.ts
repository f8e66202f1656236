import { describe, it } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { createPrettyReporter } from '../../src/report/pretty-reporter.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';
import { SAMPLE_SUMMARY } from './sample-summary.ts';
import { virtualTerminal } from './virtual-terminal.ts';

const HASH = 'a'.repeat(64);

function liveView(columns = 120) {
  const terminal = virtualTerminal(columns, 40);
  const errors = virtualTerminal(columns, 40);
  let now = 1_000_000;
  let draw: () => void = () => undefined;
  let isDrawing = false;
  const reporter = createPrettyReporter({
    output: terminal,
    errors,
    hints: NO_HINTS,
    now: () => now,
    every: (_ms, act) => {
      draw = act;
      isDrawing = true;
      return () => {
        isDrawing = false;
      };
    },
  });
  return {
    terminal,
    errors,
    reporter,
    isDrawing: () => isDrawing,
    after: async (ms: number, ...events: readonly Event[]): Promise<readonly string[]> => {
      now += ms;
      for (const event of events) reporter.emit(event);
      draw();
      return terminal.lines();
    },
  };
}

const S1: Event = {
  type: 'server-view',
  view: {
    server: 's1',
    stage: { stage: 'rotate', sha256: HASH },
    loadedSha256: 'b'.repeat(64),
    health: 'healthy',
    restarts: 2,
  },
};

describe('the live view', () => {
  it('shows every server with stage, keys, loaded file, health and restarts', async ({ expect }) => {
    const lines = await liveView().after(0, SAMPLE_EVENTS['run-started'], S1, SAMPLE_EVENTS['server-view']);
    const cells = lines.map((line) => line.trim().split(/\s{2,}/));
    expect(cells).toContainEqual('server,part,stage,keys,file,apiserver,loaded,health,restarts'.split(','));
    expect(cells).toContainEqual('s1,leader,rotate,both keys,aaaaaaaa,old file,bbbbbbbb,healthy,2 of 3'.split(','));
    expect(cells).toContainEqual('s2,follower,rotate,both keys,aaaaaaaa,-,-,restarting,1 of 3'.split(','));
    expect(cells).toContainEqual(['s3', 'follower', '-', '-', '-', '-', '-', 'unknown', '0 of 3']);
  });

  it('shows what is waited for, where the run is, and the time left', async ({ expect }) => {
    const view = liveView();
    const { plan } = SAMPLE_EVENTS['run-started'];
    const step = plan.steps.findIndex(({ id }) => id === 'restart:prepare:s2');
    await view.after(0, SAMPLE_EVENTS['run-started'], {
      ...SAMPLE_EVENTS['step-started'],
      index: step,
      total: plan.steps.length,
    });
    const lines = (await view.after(4_000, SAMPLE_EVENTS.waiting)).join('\n');
    expect(lines).toContain(`step ${step + 1} of ${plan.steps.length}`);
    expect(lines).toMatch(/now    s2: its Node is not back yet \(not Ready\) +0:04 of at most 10:00/);
    expect(lines).toMatch(/0:04 so far, about \d+ min/);
  });

  it('given a resumed run, counts time and restarts on, and the time left is no longer than before', async ({
    expect,
  }) => {
    const view = liveView();
    const { plan } = SAMPLE_EVENTS['run-started'];
    const resumed = SAMPLE_EVENTS['run-resumed'];
    const minutes = (lines: readonly string[]): number => Number(/about (\d+) min/.exec(lines.join('\n'))?.[1]);
    const whole = minutes(await liveView().after(0, SAMPLE_EVENTS['run-started']));
    const steps = plan.steps.slice(0, 12).map(({ id, estimateMs }) => ({ step: id, durationMs: estimateMs }));

    const lines = await view.after(1_000, { ...resumed, past: { ...resumed.past, steps } });

    expect(lines.join('\n')).toContain('resumed');
    expect(lines.join('\n')).toContain('1:35 so far');
    expect(lines.join('\n')).toContain(`step 13 of ${plan.steps.length}`);
    expect(minutes(lines)).toBeLessThan(whole);
  });

  it('given time and finished steps, the time left goes down and never below nothing', async ({ expect }) => {
    const view = liveView();
    const { plan } = SAMPLE_EVENTS['run-started'];
    const left = (lines: readonly string[]): string => /about (.*) left/.exec(lines.join('\n'))?.[1] ?? '';
    const atStart = left(await view.after(0, SAMPLE_EVENTS['run-started']));
    const events = plan.steps.slice(0, -1).map(({ id }): Event => ({ ...SAMPLE_EVENTS['step-finished'], step: id }));
    const nearEnd = left(await view.after(1_000, ...events));
    expect(atStart).toMatch(/min/);
    expect(nearEnd).toBe('a few seconds');
  });

  it('given restarts that take a tenth of what was expected, the time left follows them', async ({ expect }) => {
    const [expected, fast] = [liveView(), liveView()];
    const { plan } = SAMPLE_EVENTS['run-started'];
    const minutes = (lines: readonly string[]): number => Number(/about (\d+) min/.exec(lines.join('\n'))?.[1]);
    const first = plan.steps.find(({ id }) => id === 'restart:prepare:s1');
    const took = (durationMs: number): Event => ({
      ...SAMPLE_EVENTS['step-finished'],
      step: 'restart:prepare:s1',
      durationMs,
      found: false,
    });

    const asExpected = minutes(await expected.after(0, SAMPLE_EVENTS['run-started'], took(first?.estimateMs ?? 0)));
    const faster = minutes(await fast.after(0, SAMPLE_EVENTS['run-started'], took((first?.estimateMs ?? 0) / 10)));

    expect(faster).toBeLessThan(asExpected);
  });

  it('given a held gate, waits for it no more', async ({ expect }) => {
    const view = liveView();
    await view.after(0, SAMPLE_EVENTS['run-started'], SAMPLE_EVENTS['step-started'], SAMPLE_EVENTS.waiting);
    expect((await view.after(0, SAMPLE_EVENTS['gate-held'])).join('\n')).not.toContain('its Node');
  });

  it('given a stage that is over, its steps fold into one line above the view', async ({ expect }) => {
    const view = liveView();
    const finished = SAMPLE_EVENTS['step-finished'];
    const lines = await view.after(
      0,
      SAMPLE_EVENTS['run-started'],
      { ...SAMPLE_EVENTS['step-started'], step: 'command:prepare' },
      { ...finished, step: 'command:prepare', durationMs: 1_500, evidence: { newKey: 'aescbckey-2' } },
      { ...SAMPLE_EVENTS['step-started'], step: 'restart:prepare:s1' },
      { ...finished, step: 'restart:prepare:s1', durationMs: 18_000 },
      { ...finished, step: 'restart:prepare:s2' },
      { ...finished, step: 'restart:prepare:s3', found: true },
      { ...finished, step: 'loaded:prepare', durationMs: 31_000 },
      { ...SAMPLE_EVENTS['step-started'], step: 'restart:rotate:s1' },
    );
    const told = lines.slice(0, lines.indexOf('', 1)).filter((line) => /^\d\d:|^ {11}/.test(line));
    expect(told.join('\n')).toBe(
      [
        '00:16:40Z  start in 0:00: "secrets-encrypt prepare" took effect, new key aescbckey-2',
        '00:16:40Z  prepare in 0:00: s1 (0:18), s2 (0:21) and s3 (done before) restarted; every apiserver has loaded its file',
        '           (0:31)',
      ].join('\n'),
    );
  });

  it('given the terminal becomes narrower and wider, the whole view follows, and nothing of the former one is left', async ({
    expect,
  }) => {
    const view = liveView(120);
    await view.after(0, SAMPLE_EVENTS['run-started'], S1, SAMPLE_EVENTS['step-started'], SAMPLE_EVENTS.waiting);
    const shown: Record<number, readonly string[]> = {};
    for (const columns of [60, 200, 80]) {
      await view.terminal.resize(columns, 40);
      shown[columns] = await view.after(1_000);
    }
    for (const [columns, lines] of Object.entries(shown)) {
      const text = lines.join('\n');
      expect(text.match(/so far/g), columns).toHaveLength(1);
      expect(text.match(/^ {2}s1 /gm), columns).toHaveLength(1);
      expect(
        lines.findLast((line) => line !== ''),
        columns,
      ).toMatch(/twice stops now/);
      expect(text, columns).toMatch(/0:0\d of at most 10:00/);
    }
  });

  it('given a connection that stays cut, says so once above the view and goes on counting in it, until the server is reached', async ({
    expect,
  }) => {
    const view = liveView();
    const cut = { ...SAMPLE_EVENTS.reconnecting, reason: 'ECONNREFUSED', deadlineMs: 60_000 };
    await view.after(0, SAMPLE_EVENTS['run-started'], { ...cut, elapsedMs: 0 }, { ...cut, elapsedMs: 11_000 });
    const lines = await view.after(1_000);
    const reached = await view.after(0, SAMPLE_EVENTS['command-sent']);
    expect(lines.filter((line) => line.startsWith('reconnecting to s1: ECONNREFUSED'))).toHaveLength(1);
    expect(lines.join('\n')).toMatch(
      /now    s1: its connection was cut and is made again \(ECONNREFUSED\) +0:12 of at most 1:00/,
    );
    expect(reached.join('\n')).not.toContain('its connection was cut');
  });

  it('given Ctrl-C in a restart, says at which point it stops and how to stop now', async ({ expect }) => {
    const lines = await liveView().after(
      0,
      SAMPLE_EVENTS['run-started'],
      SAMPLE_EVENTS['step-started'],
      SAMPLE_EVENTS['server-view'],
      SAMPLE_EVENTS['interrupt-requested'],
    );
    expect(lines.at(-1)).toMatch(/^stopping when s2 is healthy +Ctrl-C again stops now$/);
  });

  it('given the end, the table is gone, the cursor is back, and the closing figures are there', async ({ expect }) => {
    const view = liveView();
    await view.after(0, SAMPLE_EVENTS['run-started'], S1);
    const lines = await view.after(0, { type: 'run-ended', outcome: { kind: 'done' }, summary: SAMPLE_SUMMARY });
    expect(await view.terminal.cursorIsShown()).toBe(true);
    expect(view.isDrawing()).toBe(false);
    expect(lines.join('\n')).not.toContain('follower');
    expect(lines).toContain('prod: the key was rotated, and the proof holds.');
  });

  it('given a stop, the error and the way to resume are on the stream for errors', async ({ expect }) => {
    const view = liveView();
    await view.after(0, SAMPLE_EVENTS['run-started'], SAMPLE_EVENTS['run-ended']);
    const errors = (await view.errors.lines()).join('\n');
    expect(errors).toContain('error: Timed out after 10 min on s2 waiting until');
    expect(errors).toContain('keyturn rotate --inventory hosts.yaml --resume');
  });

  it('given questions before the run, nothing is drawn yet', async ({ expect }) => {
    const view = liveView();
    await view.after(0, SAMPLE_EVENTS['facts-gathering'], SAMPLE_EVENTS['facts-gathered']);
    expect(await view.terminal.lines()).toEqual(['asking s1, s2, s3', '5 servers, 500 Secrets']);
    expect(await view.terminal.cursorIsShown()).toBe(true);
  });
});

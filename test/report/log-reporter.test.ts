import { describe, it } from 'vitest';
import type { Event, WaitingEvent } from '../../src/model/event.ts';
import { createLogReporter } from '../../src/report/log-reporter.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';

function quietLog() {
  const lines: string[] = [];
  let now = Date.parse('2026-11-24T02:00:00Z');
  let look: () => void = () => undefined;
  const reporter = createLogReporter({
    write: (text) => lines.push(text),
    now: () => now,
    every: (_ms, act) => {
      look = act;
      return () => {
        look = () => undefined;
      };
    },
    onEnd: () => undefined,
  });
  return {
    lines,
    reporter,
    later: (ms: number): void => {
      now += ms;
      look();
    },
  };
}

const STARTED = SAMPLE_EVENTS['run-started'];

function stepStarted(step: (typeof STARTED.plan.steps)[number]['id']): Event {
  const { steps } = STARTED.plan;
  return {
    ...SAMPLE_EVENTS['step-started'],
    step,
    index: steps.findIndex(({ id }) => id === step),
    total: steps.length,
  };
}

describe('the quiet log', () => {
  it('given a step, has one line when it starts and one when it ends', ({ expect }) => {
    const { lines, reporter, later } = quietLog();
    reporter.emit(SAMPLE_EVENTS['step-started']);
    reporter.emit(SAMPLE_EVENTS['server-view']);
    reporter.emit(SAMPLE_EVENTS['command-sent']);
    reporter.emit(SAMPLE_EVENTS['gate-held']);
    later(21_000);
    reporter.emit(SAMPLE_EVENTS['step-finished']);
    expect(lines).toEqual([
      '02:00:00Z [ 8/33] restart the service on s2 (roll 1: every server reads both keys)\n',
      '02:00:21Z done: restart the service on s2 (roll 1: every server reads both keys), 21 s\n',
    ]);
  });

  it('given a run, says its stages and what a signal does, and at each stage where it is in them', ({ expect }) => {
    const { lines, reporter, later } = quietLog();
    reporter.emit(STARTED);
    reporter.emit(stepStarted('snapshot-before'));
    later(7_000);
    reporter.emit(stepStarted('restart:prepare:s1'));
    expect(lines.map((line) => line.trimEnd())).toEqual([
      expect.stringContaining('02:00:00Z run r1 of cluster prod starts:'),
      '02:00:00Z stages: [start] > prepare > rotate > reencrypt_request > reencrypt_active > reencrypt_finished > proof',
      '02:00:00Z Ctrl-C, SIGTERM and a closed terminal stop the run at its next safe point; a second Ctrl-C or SIGTERM stops it now; either way it can be resumed',
      expect.stringContaining('take a snapshot of the datastore'),
      '02:00:07Z stage prepare: start > [prepare] > rotate > reencrypt_request > reencrypt_active > reencrypt_finished > proof',
      expect.stringContaining('restart the service on s1'),
    ]);
  });

  it('given a step that tells nothing for minutes, has one line a minute, and none after the end', ({ expect }) => {
    const { lines, reporter, later } = quietLog();
    reporter.emit(STARTED);
    reporter.emit(stepStarted('snapshot-before'));
    const before = lines.length;
    for (let second = 0; second < 185; second += 5) later(5_000);
    reporter.emit(SAMPLE_EVENTS['run-ended']);
    later(600_000);
    expect(lines.slice(before)).toHaveLength(3);
    expect(lines[before]).toMatch(
      /^02:01:00Z still at work: \[ 1\/\d+\] take a snapshot of the datastore and confirm it, 1:00; stage start; 1:00 so far, about .* left\n$/,
    );
  });

  it('given writes that are refused, says so when it begins and each minute', ({ expect }) => {
    const { lines, reporter, later } = quietLog();
    const { plan } = STARTED;
    reporter.emit({ ...STARTED, plan: { ...plan, course: { ...plan.course, strategy: 'rotate-keys' } } });
    reporter.emit({ ...SAMPLE_EVENTS['step-started'], step: 'freeze-writes' });
    later(61_000);
    const told = lines.filter((line) =>
      line.includes('WRITES OF SECRETS ARE REFUSED in the whole cluster since 02:00:00Z'),
    );
    expect(told).toHaveLength(2);
  });

  it('given many looks at a gate, tells of them every ten seconds', ({ expect }) => {
    const { lines, reporter, later } = quietLog();
    reporter.emit(SAMPLE_EVENTS['step-started']);
    for (let elapsedMs = 0; elapsedMs < 60_000; elapsedMs += 500) {
      later(500);
      reporter.emit({ ...SAMPLE_EVENTS.waiting, elapsedMs });
    }
    expect(lines.filter((line) => line.includes('waiting'))).toHaveLength(6);
    expect(lines[1]).toBe(
      '02:00:10Z waiting for s2 until the Node is Ready with a fresh heartbeat: 9.5 s of at most 10 min (Ready=False)\n',
    );
  });

  it('given a rewrite that makes no progress, says for how long, and when it is given up', ({ expect }) => {
    const { lines, reporter, later } = quietLog();
    const still: WaitingEvent = {
      ...SAMPLE_EVENTS.waiting,
      server: 's1',
      gate: 'stage',
      step: 'rewrite-finished',
      sinceProgressMs: 40_000,
      patienceMs: 180_000,
    };
    reporter.emit(STARTED);
    reporter.emit(stepStarted('rewrite-finished'));
    reporter.emit(still);
    later(11_000);
    reporter.emit({ ...SAMPLE_EVENTS['rewrite-progress'], rewritten: 50, total: 103 });
    expect(lines.at(-1)).toContain('50 of 103 Secrets rewritten');
    expect(lines.at(-1)).toContain('; last progress 0:40 ago; given up after 3:00 without any progress');
  });

  it('given Ctrl-C in a restart, names the point at which the run will stop', ({ expect }) => {
    const { lines, reporter } = quietLog();
    reporter.emit(STARTED);
    reporter.emit(stepStarted('restart:prepare:s2'));
    reporter.emit(SAMPLE_EVENTS['server-view']);
    reporter.emit({ type: 'interrupt-requested', hard: false, signal: 'SIGHUP' });
    expect(lines.at(-1)).toBe(
      '02:00:00Z SIGHUP: stopping when s2 is healthy; press Ctrl-C again to stop now (the run can be resumed either way)\n',
    );
  });

  it('given what a host said, is still one plain line for each event', ({ expect }) => {
    const { lines, reporter } = quietLog();
    reporter.emit({ type: 'reconnecting', server: 's1', reason: 'a\u001B[31m\nb' });
    expect(lines).toEqual(['02:00:00Z reconnecting to s1: a | b\n']);
  });

  it('given every event, never fails and never writes an escape sequence', ({ expect }) => {
    const { lines, reporter, later } = quietLog();
    for (const event of Object.values(SAMPLE_EVENTS)) {
      later(11_000);
      reporter.emit(event);
    }
    expect(lines.length).toBeGreaterThan(12);
    expect(lines.join('')).not.toContain('\u001B');
    expect(lines.join('')).not.toMatch(/undefined|\[object/);
  });
});

import { describe, it } from 'vitest';
import { createLogReporter } from '../../src/report/log-reporter.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';

function quietLog() {
  const lines: string[] = [];
  let now = Date.parse('2026-11-24T02:00:00Z');
  const reporter = createLogReporter({ write: (text) => lines.push(text), now: () => now, onEnd: () => undefined });
  return {
    lines,
    reporter,
    later: (ms: number): void => {
      now += ms;
    },
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

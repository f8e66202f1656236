import { describe, it } from 'vitest';

import { createProgressReporter, reachesAnotherTenth } from '../../src/report/progress-reporter.ts';
import { SAMPLE_EVENTS } from './sample-events.ts';

function progress() {
  const lines: string[] = [];
  const ended: string[] = [];
  const reporter = createProgressReporter({
    write: (text) => lines.push(text),
    onEnd: ({ outcome }) => ended.push(outcome.kind),
  });
  return { lines, ended, reporter };
}

describe('the progress of a command that only asks', () => {
  it.for([
    ['the beginning', 0, 250, 10_000, false],
    ['just before a tenth', 750, 999, 10_000, false],
    ['a tenth', 750, 1_000, 10_000, true],
    ['within the same tenth', 1_000, 1_250, 10_000, false],
    ['several tenths at once', 0, 250, 500, true],
    ['the end', 9_750, 10_000, 10_000, true],
    ['all at once', 0, 1, 1, true],
    ['nothing to read', 0, 0, 0, false],
  ] as const)('given %s, says whether another tenth is reached', ([, before, now, total, expected], { expect }) => {
    expect(reachesAnotherTenth(before, now, total)).toBe(expected);
  });

  it('given many batches through two servers, has ten lines for each, the last of them for all', ({ expect }) => {
    const { lines, reporter } = progress();
    for (let read = 250; read <= 10_000; read += 250) {
      for (const server of ['s1', 's2']) reporter.emit({ type: 'read-back-progress', server, read, total: 10_000 });
    }
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe('read 1,000 of 10,000 Secrets through s1\n');
    expect(lines.at(-1)).toBe('read 10,000 of 10,000 Secrets through s2\n');
  });

  it('given every other event, says nothing; its end is told once', ({ expect }) => {
    const { lines, ended, reporter } = progress();
    for (const event of Object.values(SAMPLE_EVENTS)) {
      if (event.type !== 'read-back-progress') reporter.emit(event);
    }
    expect(lines).toEqual([]);
    expect(ended).toHaveLength(1);
  });
});

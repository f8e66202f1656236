import { describe, it } from 'vitest';
import { createSeenLog } from '../../../src/apply/watch/seen-log.ts';
import { SAMPLE_EVENTS } from '../../report/sample-events.ts';

function log() {
  let now = Date.parse('2026-11-24T02:00:00Z');
  return { log: createSeenLog({ now: () => now }), pass: (ms: number) => void (now += ms) };
}

const SENT = { server: 's1', line: 'true', sentAt: 0, ending: 'exited', exitCode: 0 } as const;

describe('what a process keeps for the next line of its journal', () => {
  it('given nothing was seen, is nothing', ({ expect }) => {
    const { log: seen } = log();
    seen.see(SAMPLE_EVENTS.waiting);
    expect(seen.take()).toBeUndefined();
  });

  it('given it was taken, is kept no longer', ({ expect }) => {
    const { log: seen } = log();
    seen.sent(SENT);
    expect(seen.take()).toMatchObject({ commands: [{ line: 'true' }] });
    expect(seen.take()).toBeUndefined();
  });

  it('given a command, has the step at work, when it was sent and how it ended', ({ expect }) => {
    const { log: seen } = log();
    seen.sent({ ...SENT, ending: 'unclear', exitCode: undefined });
    seen.see(SAMPLE_EVENTS['step-started']);
    seen.sent(SENT);
    const { step } = SAMPLE_EVENTS['step-started'];
    expect(seen.take()?.commands).toEqual([
      { at: '1970-01-01T00:00:00.000Z', server: 's1', line: 'true', ending: 'unclear' },
      { at: '1970-01-01T00:00:00.000Z', server: 's1', step, line: 'true', ending: 'exited', exitCode: 0 },
    ]);
  });

  it('given steps and counts, has their ends and figures with the time', ({ expect }) => {
    const { log: seen, pass } = log();
    pass(5_000);
    seen.see(SAMPLE_EVENTS['step-finished']);
    seen.see(SAMPLE_EVENTS['census-taken']);
    const { step, found } = SAMPLE_EVENTS['step-finished'];
    const { census } = SAMPLE_EVENTS['census-taken'];
    expect(seen.take()).toMatchObject({
      steps: [{ step, found, at: '2026-11-24T02:00:05.000Z' }],
      counts: [{ census, at: '2026-11-24T02:00:05.000Z' }],
    });
  });

  it('given a long rewrite, keeps each number once, and no more than 60 of them, the first and the last among them', ({
    expect,
  }) => {
    const { log: seen } = log();
    const event = SAMPLE_EVENTS['rewrite-progress'];
    for (let rewritten = 0; rewritten < 1_000; rewritten += 1) {
      seen.see({ ...event, rewritten, total: 1_000 });
      seen.see({ ...event, rewritten, total: 1_000 });
    }
    const { rewrite = [] } = seen.take() ?? {};
    expect(rewrite).toHaveLength(60);
    expect([rewrite[0]?.rewritten, rewrite.at(-1)?.rewritten]).toEqual([0, 999]);
  });
});

import { describe, it } from 'vitest';

import { createRestartLog } from '../../../src/apply/run/restart-log.ts';

const STEP = 'restart:prepare:s1';

describe('what a process knows of its restarts', () => {
  it('given a step that began, when time passes, then its duration is what passed', ({ expect }) => {
    let now = 1_000;
    const log = createRestartLog({ now: () => now });
    log.began(STEP);
    now = 4_500;
    expect(log.durationOf(STEP)).toBe(3_500);
  });

  it('given a step of an earlier process, then it lasted 0 ms, was not sent, and no heartbeat is known', ({
    expect,
  }) => {
    const log = createRestartLog({ now: () => 1_000 });
    expect([log.durationOf(STEP), log.wasSent(STEP), log.heartbeatBefore('s1')]).toEqual([0, false, undefined]);
  });

  it('given a restart that was sent, then that step alone was sent, and that server alone has a heartbeat', ({
    expect,
  }) => {
    const log = createRestartLog({ now: () => 1_000 });
    log.heartbeatSeen('s1', '2026-11-28T05:00:00Z');
    log.sent(STEP);
    expect([log.wasSent(STEP), log.wasSent('restart:prepare:s2')]).toEqual([true, false]);
    expect([log.heartbeatBefore('s1'), log.heartbeatBefore('s2')]).toEqual(['2026-11-28T05:00:00Z', undefined]);
  });
});

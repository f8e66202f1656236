import { describe, it } from 'vitest';

import { createHooks } from '../../../src/apply/automation/hooks.ts';
import { systemClock } from '../../../src/apply/system-clock.ts';
import { NO_AUTOMATION } from '../../../src/model/automation.ts';
import { SAMPLE_FACTS, sampleCluster } from '../../support/sample-facts.ts';

const TOKEN = 'tok-9f8e7d6c5b4a';

describe('a hook that prints its environment when it fails', () => {
  it('given a token that the inventory hands to it, then the token is in neither the event nor the failure', async ({
    expect,
  }) => {
    const events: unknown[] = [];
    const hook = { command: ['/bin/sh', '-c', 'echo "Bearer $HOOK_TOKEN"; exit 1'], deadlineMs: 60_000 };
    const call = createHooks({
      cluster: {
        ...sampleCluster(SAMPLE_FACTS.three),
        automation: { ...NO_AUTOMATION, hooks: { 'before-run': hook }, hookEnvironment: ['HOOK_TOKEN'] },
      },
      clock: systemClock,
      emit: (event) => void events.push(event),
      scrub: (text) => text,
      environment: { PATH: process.env['PATH'], HOOK_TOKEN: TOKEN },
      signal: new AbortController().signal,
    });

    const failure = await call('before-run', { runId: '1' });

    expect(failure).toMatchObject({ kind: 'hook-failed', output: 'Bearer [redacted]\n' });
    expect(JSON.stringify(events)).not.toContain(TOKEN);
  });
});

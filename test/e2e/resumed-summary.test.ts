import { describe, it } from 'vitest';

import { keyturn, rotateArguments, start } from './support/keyturn.ts';
import { saw } from './support/saw.ts';
import { startSimulation } from './support/simulation.ts';

interface Result {
  readonly outcome: { readonly kind: string };
  readonly summary: {
    readonly before: { readonly byKey: Readonly<Record<string, number>> };
    readonly durationMs: number;
    readonly killedProcesses: number;
    readonly readBack: { readonly sample: number; readonly total: number; readonly apiservers: number };
  };
}

describe('the closing summary of a resumed run', () => {
  it('given it was interrupted after the rewrite, when it ends, then its counts are those of the beginning and its duration that of both processes', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, timeScale: 20 });
    const first = start(rotateArguments(simulation, '--strategy', 'staged', '--output', 'ndjson'));
    await saw(first.child, '"step":"restart:reencrypt_finished:s1"');
    first.child.kill('SIGINT');

    const interrupted = await first.finished;
    const began = Date.now();
    const resumed = await keyturn(rotateArguments(simulation, '--resume', '--read-back', 'all', '--output', 'json'));
    const tookMs = Date.now() - began;

    expect(interrupted, interrupted.stdout + interrupted.stderr).toMatchObject({ code: 130 });
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    const { summary } = JSON.parse(resumed.stdout) as Result;
    expect(Object.keys(summary.before.byKey)).toEqual(['aescbc/aescbckey']);
    expect(summary.durationMs).toBeGreaterThan(tookMs);
    expect(summary.killedProcesses).toBe(0);
    expect(summary.readBack.sample).toBe(summary.readBack.total);
  });
});

import { describe, it } from 'vitest';

import type { JournalLine } from '../../src/model/journal.ts';
import { journalOf, keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
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

/** From the first line of each process to the last step that it reports, ms. */
function workMs(lines: readonly JournalLine[]): readonly number[] {
  const parts: { readonly from: number; until: number }[] = [];
  for (const { at, record } of lines) {
    if (record.kind === 'run-started' || record.kind === 'run-resumed') parts.push({ from: Date.parse(at), until: 0 });
    const part = parts.at(-1);
    if (part !== undefined && record.kind === 'done') part.until = Date.parse(at);
  }
  return parts.map(({ from, until }) => until - from);
}

describe('the closing summary of a resumed run', () => {
  it('given it was interrupted after the rewrite, when it ends, then its counts are those of the beginning and its duration that of both processes', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, timeScale: 20 });
    const first = await rotateUntil(simulation, '"step":"restart:reencrypt_finished:s1"', '--strategy', 'staged');
    first.child.kill('SIGINT');

    const interrupted = await first.finished;
    const resumed = await keyturn(rotateArguments(simulation, '--resume', '--read-back', 'all', '--output', 'json'));

    expect(interrupted, interrupted.stdout + interrupted.stderr).toMatchObject({ code: 130 });
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    const { summary } = JSON.parse(resumed.stdout) as Result;
    expect(Object.keys(summary.before.byKey)).toEqual(['aescbc/aescbckey']);
    // Both processes are measured by their own journal, because a busy machine starts a process slowly.
    const [firstMs = 0, secondMs = 0] = workMs(journalOf(simulation));
    expect(firstMs).toBeGreaterThan(0);
    expect(summary.durationMs).toBeGreaterThan(secondMs + firstMs / 2);
    expect(summary.killedProcesses).toBe(0);
    expect(summary.readBack.sample).toBe(summary.readBack.total);
  });
});

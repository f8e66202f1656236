import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { journalOf, keyturn, rotateArguments, rotateUntil, start } from './support/keyturn.ts';
import { engineCommands, startSimulation } from './support/simulation.ts';

/** What `--output json` prints of a run that was refused. */
interface Refused {
  readonly outcome: {
    readonly failure: { readonly kind: string; readonly since: string; readonly expiresAt?: string };
  };
  readonly error: { readonly what: string; readonly details: readonly string[] };
}

describe.concurrent('one run, taken up in two places', () => {
  it('given its process is alive, when a copy of its journal is resumed elsewhere, then that is refused with exit code 6 and changes nothing', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ timeScale: 20 });
    const first = await rotateUntil(simulation, '"step":"restart:prepare:s1"');
    const copy = join(simulation.directory, 'copy');
    cpSync(simulation.stateDirectory, copy, { recursive: true });

    const second = await keyturn([...rotateArguments(simulation, '--resume'), '--state-dir', copy]);

    expect(second, second.stdout + second.stderr).toMatchObject({ code: 6 });
    expect(await first.finished).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
  });
});

describe.concurrent('two runs of one cluster', () => {
  it('given a run whose local lock another process has by now, when its next act comes up, then it stops before that and says who has the lock', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ timeScale: 20 });
    const file = join(simulation.stateDirectory, 'locks', 'simulated.lock');
    const first = start(rotateArguments(simulation, '--output', 'json'));
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8') !== '').toBe(true);
    await expect.poll(() => engineCommands(simulation)).toEqual(['prepare']);
    const mine = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...mine, pid: process.pid, operator: 'other@here' }));

    const stopped = await first.finished;

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      outcome: { failure: { kind: 'lock-lost', holder: expect.stringContaining('other@here') } },
    });
    expect(await engineCommands(simulation)).toEqual(['prepare']);
    expect(existsSync(file)).toBe(true);
  });

  it('given one is at work, when a second one starts on the same machine, then it exits 6 and says who holds the lock, since when and where; so does one that only sees the Lease', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ timeScale: 20 });
    const beganAt = Date.now();
    const first = await rotateUntil(simulation, '"run-started"');
    const heldAt = Date.now();
    const elsewhere = ['--state-dir', join(simulation.directory, 'elsewhere')];

    const here = await keyturn(rotateArguments(simulation, '--output', 'json'));
    const there = await keyturn([...rotateArguments(simulation, '--output', 'json'), ...elsewhere]);
    const status = await keyturn(['status', '--inventory', simulation.inventory, ...elsewhere]);

    const operator = `${userInfo().username}@${hostname()}`;
    const [begun] = journalOf(simulation).flatMap(({ record }) =>
      record.kind === 'run-started' ? [record.runId] : [],
    );
    const file = join(simulation.stateDirectory, 'locks', 'simulated.lock');
    for (const { refused, who, where, expires } of [
      {
        refused: here,
        who: `${operator} (pid ${first.child.pid} on ${hostname()})`,
        where: `${hostname()}:${file}`,
        expires: false,
      },
      { refused: there, who: `${operator} (run ${begun})`, where: hostname(), expires: true },
    ]) {
      expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 6 });
      const { error, outcome } = JSON.parse(refused.stdout) as Refused;
      expect(outcome.failure).toMatchObject({ kind: 'lock-held', holder: who, where });
      const since = Date.parse(outcome.failure.since);
      // The Lease has the time of its host, in whole seconds.
      expect(since).toBeGreaterThanOrEqual(Math.floor(beganAt / 1_000) * 1_000);
      expect(since).toBeLessThanOrEqual(heldAt);
      expect(outcome.failure.expiresAt !== undefined).toBe(expires);
      expect(error.what).toBe(`Another run holds the lock: ${who}`);
      expect(error.details.slice(0, 2)).toEqual([`since: ${outcome.failure.since}`, `where: ${where}`]);
      expect(refused.stderr).toContain('Another run holds the lock');
    }
    const told = status.stdout.replaceAll(/\s+/g, ' ');
    expect(told, status.stderr).toContain(`${operator} (run ${begun}) is at work on it now (${hostname()}): wait.`);
    expect(told).not.toContain('--adopt');
    expect(await first.finished).toMatchObject({ code: 0 });
  });
});

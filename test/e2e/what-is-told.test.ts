import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { describe, it } from 'vitest';

import type { Event } from '../../src/model/event.ts';
import { eventLineSchema } from '../support/published-schema.ts';
import { keyturn, rotateArguments } from './support/keyturn.ts';
import { startSimulation } from './support/simulation.ts';
import { atTerminal, HAS_TERMINAL } from './support/terminal.ts';

/** What the lines of a log are about. */
function messagesOf(log: string): readonly string[] {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg);
}

describe.concurrent('what a run tells until its end', () => {
  it('given containers that are restarted and --output ndjson, when it ends, then every line is a valid event, the outage is told, and its log is for the owner alone', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1 });
    appendFileSync(simulation.inventory, '\n    rotation: { apiserverReload: restart-container }\n');

    const result = await keyturn(rotateArguments(simulation, '--strategy', 'staged', '--output', 'ndjson'));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    const lines = result.stdout.trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Event);
    for (const event of events) expect(eventLineSchema.safeParse(event).error?.message).toBeUndefined();
    const [ended] = events.slice(-1).filter((event) => event.type === 'run-ended');
    expect(ended).toMatchObject({
      outcome: { kind: 'done' },
      summary: { outages: [{ server: 's1' }], keys: 'rotated' },
    });
    expect(ended?.summary?.outages[0]?.ms).toBeGreaterThan(0);
    const log = join(dirname(ended?.summary?.journal ?? ''), 'run.log');
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(readFileSync(log, 'utf8')).toContain('"run-ended"');
  });

  it('given --log-level debug, when a command ends, then its log has more than the default one', async ({ expect }) => {
    await using simulation = await startSimulation({ servers: 1 });
    const usual = join(simulation.directory, 'usual.log');
    const more = join(simulation.directory, 'debug.log');
    const verify = (...words: readonly string[]) => keyturn(['verify', '--inventory', simulation.inventory, ...words]);

    const first = await verify('--log-file', usual);
    const second = await verify('--log-file', more, '--log-level', 'debug');

    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(second, second.stderr).toMatchObject({ code: 0 });
    const told = messagesOf(usual);
    const toldMore = messagesOf(more);
    expect(told).toContain('facts-gathered');
    expect(told).not.toContain('command-sent');
    expect(toldMore).toContain('command-sent');
    expect(toldMore).toEqual(expect.arrayContaining([...new Set(told)]));
  });
});

describe.runIf(HAS_TERMINAL)('what a rotation shows at a terminal', () => {
  it('given it is confirmed, when it ends, then the table of servers was shown, and the proof is', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 20 });

    const result = await atTerminal(
      rotateArguments(simulation).filter((word) => word !== '--yes'),
      { question: /\[y\/N\] $/, answer: () => 'yes' },
    );

    expect(result, result.stdout).toMatchObject({ code: 0 });
    const shown = stripVTControlCharacters(result.stdout);
    // Which moments are drawn depends on how fast the machine is. What each of them says is in the tests of the view.
    expect(shown).toMatch(/start > .*\[\w+\].* > /);
    expect(shown).toMatch(/s1 +leader +\S+ +(old key|both keys|new key) +(loaded|old file) +\S+ +\d of 3/);
    expect(shown).toMatch(/Ctrl-C +stops .* +twice stops now/);
    expect(shown).toMatch(/\d\dZ {2}reencrypt_finished in \d+:\d\d: .*s1 \(0:\d\d\) restarted/);
    expect(shown.replaceAll(/\s+/g, ' ')).toMatch(/the key was rotated, and the proof holds\..* under the old key: 0 /);
  });
});

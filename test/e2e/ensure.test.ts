import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn, start } from './support/keyturn.ts';
import { saw } from './support/saw.ts';
import { engineCommands, startSimulation } from './support/simulation.ts';

/** A window that is closed for two days at least. */
function closedWindow(): string {
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][(new Date().getUTCDay() + 3) % 7] ?? '';
  return `${day} 01:00-05:00 UTC`;
}

describe('ensure, the line that a scheduler repeats', () => {
  it('given one cluster in all its states, then it waits for its window, rotates a key that is due, leaves another run alone, resumes its own, leaves a young key alone, and leaves a rotation from elsewhere to a person', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 12 });
    const { inventory, stateDirectory } = simulation;
    const line = ['ensure', '--inventory', inventory, '--state-dir', stateDirectory, '--max-age', '90d'];

    const closed = await keyturn([...line, '--window', closedWindow()]);
    const due = start([...line, '--output', 'ndjson']);
    await saw(due.child, '"step":"command:reencrypt-skip"');
    due.child.kill('SIGSTOP');
    const locked = await keyturn(line);
    due.child.kill('SIGKILL');
    await due.finished;
    const resumed = await keyturn([...line, '--window', closedWindow()]);
    const young = await keyturn(line);
    const metrics = join(simulation.directory, 'keyturn.prom');
    const quiet = await keyturn([...line, '--quiet', '--metrics', metrics]);
    const json = await keyturn([...line, '--output', 'json']);
    const sent = await engineCommands(simulation);
    await simulation.exec('s1', 'rke2 secrets-encrypt prepare');
    const elsewhere = await keyturn(line);
    const quietElsewhere = await keyturn([...line, '--quiet', '--output', 'json']);

    expect(closed, closed.stderr).toMatchObject({ code: 3, stdout: '' });
    expect(closed.stderr).toMatch(/The next window that is long enough opens at \w{3} \d{4}-\d\d-\d\d 01:00 UTC\./);
    expect(locked, locked.stderr).toMatchObject({ code: 6, stdout: '' });
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(resumed.stdout).toMatch(/run \S+ of cluster simulated continues/);
    expect(resumed.stdout).toContain('no maintenance window is open now');
    expect(resumed.stdout).toContain('the proof holds');
    expect(young, young.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(young.stdout).toMatch(/^Nothing to do: the key aescbckey-\S+ is .+ old, and .+ due on \d{4}-\d\d-\d\d\.\n$/);
    expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const text = readFileSync(metrics, 'utf8');
    expect(statSync(metrics).mode & 0o777).toBe(0o644);
    expect(text).toMatch(/^keyturn_key_age_seconds\{cluster="simulated",key="aescbckey-[^"]+"\} \d+$/m);
    expect(text).toMatch(/^keyturn_last_run_result\{cluster="simulated",result="done"\} 1$/m);
    expect(text).toMatch(/^keyturn_unfinished_run\{cluster="simulated"\} 0$/m);
    expect(JSON.parse(json.stdout)).toMatchObject({
      cluster: 'simulated',
      outcome: {
        kind: 'nothing-to-do',
        key: { name: expect.stringMatching(/^aescbckey-/), ageMs: expect.any(Number), dueAt: expect.any(String) },
      },
    });
    expect(elsewhere, elsewhere.stdout).toMatchObject({ code: 5, stdout: '' });
    expect(elsewhere.stderr.replaceAll(/\s+/g, ' ')).toMatch(/no run on this machine began that.*--adopt --dry-run/);
    expect(JSON.parse(quietElsewhere.stdout)).toMatchObject({ exitCode: 5 });
    expect(await engineCommands(simulation)).toEqual([...sent, 'prepare']);
  });
});

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'parse5';
import { describe, it } from 'vitest';
import type { RunReport } from '../../src/model/run-report.ts';
import { journalFileOf, keyturn, rotateArguments, type Finished } from './support/keyturn.ts';
import { killedRun } from './support/killed-run.ts';
import { startSimulation } from './support/simulation.ts';

/** On one line, because a narrow output is wrapped. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe('the report on a run', () => {
  it('given a run that was killed, resumed and ended well, comes from its journal alone, in every form and at every time, and an altered line is found', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 20 });
    const state = simulation.stateDirectory;
    const report = (...words: readonly string[]): Promise<Finished> =>
      keyturn(['report', 'last', '--state-dir', state, ...words]);
    const json = async (): Promise<RunReport> => JSON.parse((await report('--json', '-')).stdout) as RunReport;

    await killedRun(simulation, '"step-finished","step":"command:prepare"');
    const half = await json();
    const shownHalf = await report();
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));
    const journal = journalFileOf(simulation) ?? '';
    const linesBefore = (await simulation.ledger()).length;

    expect(half).toMatchObject({ state: 'unfinished', summary: { killedProcesses: 1 } });
    expect(half.summary).not.toHaveProperty('after');
    expect(half.steps.find(({ step }) => step === 'command:prepare')).toMatchObject({ state: 'done' });
    expect(half.steps.at(-1)).toMatchObject({ state: 'not-begun' });
    expect(flat(shownHalf.stdout)).toContain('its process was killed in stage prepare');
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(flat(resumed.stdout)).toContain('simulated: the key was rotated, and the proof holds.');
    expect(flat(resumed.stdout)).toContain('of work in 2 parts (killed ');

    const whole = await json();
    expect(whole).toMatchObject({ state: 'done', exitCode: 0, summary: { killedProcesses: 1, restarts: 3 } });
    expect(whole.summary.after?.byKey).toEqual({ [`aescbc/${whole.summary.newKey}`]: whole.summary.after?.total });
    expect(whole.pauses).toMatchObject([{ killed: true }]);
    const sent = whole.commands.filter(({ line }) => /secrets-encrypt (prepare|rotate|reencrypt)/.test(line));
    expect(sent.map(({ ending, exitCode }) => [ending, exitCode])).toEqual([
      ['exited', 0],
      ['exited', 0],
      ['exited', 0],
      ['exited', 0],
    ]);
    expect(whole.counts.length).toBeGreaterThan(1);

    const [page, markdown] = [join(state, 'report.html'), join(state, 'report.md')];
    const written = await report('--html', page, '--markdown', markdown);
    expect(written, written.stderr).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const errors: unknown[] = [];
    parse(readFileSync(page, 'utf8'), { onParseError: (error) => errors.push(error) });
    expect(errors).toEqual([]);
    expect(statSync(page).mode & 0o777).toBe(0o600);
    expect(readFileSync(page, 'utf8')).toContain(whole.journal.head);
    expect(readFileSync(markdown, 'utf8')).toContain('the key was rotated, and the proof holds.');

    const checked = await report('--check');
    expect(checked, checked.stderr).toMatchObject({ code: 0 });
    expect(checked.stdout).toContain(whole.journal.head);
    expect(flat(checked.stdout)).toContain('does not show whether somebody wrote the whole journal again');
    const lines = readFileSync(journal, 'utf8').split('\n');
    writeFileSync(journal, lines.map((line, index) => (index === 4 ? line.replace('T', 'T ') : line)).join('\n'));
    const altered = await report('--check');
    expect(altered, altered.stdout).toMatchObject({ code: 7, stdout: '' });
    expect(flat(altered.stderr)).toContain('its chain breaks at line 5');
    writeFileSync(journal, lines.filter((_, index) => index !== 4).join('\n'));
    expect(flat((await report('--check')).stderr)).toContain('its chain breaks at line 5');
    expect(await simulation.ledger()).toHaveLength(linesBefore);
  });
});

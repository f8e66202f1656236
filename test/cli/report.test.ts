import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { runKeyturn } from './run-keyturn.ts';

const home = mkdtempSync(join(tmpdir(), 'keyturn-report-'));
afterAll(() => rmSync(home, { recursive: true }));

describe('report and runs show', () => {
  it.for([
    ['a run that does not exist', ['report', 'nosuch'], 'There is no run nosuch in '],
    ['no run at all', ['runs', 'show', 'last'], 'There is no run last in '],
    ['no name', ['report'], "missing required argument 'run'"],
    ['two questions', ['report', 'last', '--check', '--copies'], "'--check' cannot be used with option '--copies'"],
  ] as const)('given %s, say so in one error, exit code 2', async ([, words, told], { expect }) => {
    const { code, stdout, stderr } = await runKeyturn([...words, '--state-dir', join(home, 'state')], { home });
    expect(stderr).toContain(told);
    expect(stderr.match(/^error: /gm)).toHaveLength(1);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

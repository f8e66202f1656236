import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { planText } from '../../src/plan/parse-plan.ts';
import { samplePlanWithCommands } from '../report/samples.ts';
import { runKeyturn } from './run-keyturn.ts';

let home = '';
const file = (name: string): string => join(home, name);

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-plan-diff-'));
  writeFileSync(file('a.json'), planText(samplePlanWithCommands('three', 'staged')));
  writeFileSync(file('b.json'), planText(samplePlanWithCommands('three', 'rotate-keys')));
  writeFileSync(file('forged.json'), planText({ ...samplePlanWithCommands('three', 'staged'), cluster: 'other' }));
});
afterAll(() => rmSync(home, { recursive: true }));

describe('keyturn plan diff', () => {
  it('given a plan and itself, says that they are alike, exit code 0', async ({ expect }) => {
    const same = await runKeyturn(['plan', 'diff', file('a.json'), file('a.json')]);
    expect(same, same.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(same.stdout.replaceAll(/\s+/g, ' ')).toContain('are alike.');
  });

  it('given two strategies, names them, also in JSON, exit code 3', async ({ expect }) => {
    const differing = await runKeyturn(['plan', 'diff', file('a.json'), file('b.json'), '--output', 'json']);
    expect(differing, differing.stderr).toMatchObject({ code: 3, stderr: '' });
    const { alike, differences } = JSON.parse(differing.stdout) as { alike: boolean; differences: unknown };
    expect(alike).toBe(false);
    expect(differences).toContainEqual({ path: 'course strategy', one: 'staged', other: 'rotate-keys' });
  });

  it.for([
    ['a plan that was edited', ['a.json', 'forged.json'], 'forged.json'],
    ['a file that is missing', ['none.json', 'a.json'], 'none.json'],
  ] as const)('given %s, names it alone, exit code 2', async ([, names, named], { expect }) => {
    const refused = await runKeyturn(['plan', 'diff', ...names.map(file)]);
    expect(refused, refused.stdout).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr.match(/error:/g)).toHaveLength(1);
    expect(refused.stderr).toContain(named);
  });

  it('given one file, it is wrong usage, exit code 2', async ({ expect }) => {
    const refused = await runKeyturn(['plan', 'diff', file('a.json')]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain("missing required argument 'second-file'");
  });
});

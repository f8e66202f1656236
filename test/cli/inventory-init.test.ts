import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { WrittenCluster, WrittenRotation, WrittenTiming } from '../../inventory/schema.ts';
import { INVENTORY_TEMPLATE } from '../../src/report/inventory-template.ts';
import { runKeyturn } from './run-keyturn.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-init-'));
  mkdirSync(join(home, '.ssh'));
  for (const file of ['id_ed25519', 'known_hosts', 'config']) writeFileSync(join(home, '.ssh', file), '');
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

const file = (name: string): string => join(home, name);
const check = (name: string) => runKeyturn(['inventory', 'check', '-i', file(name)], { home });

/** A setting is switched off by a "#" without a blank behind it. */
function everySettingOn(text: string): string {
  return text
    .split('\n')
    .map((line) => (/^ *#[^ ]/.test(line) ? line.replace('#', '') : line))
    .join('\n');
}

describe('keyturn inventory init', () => {
  it('given no file, writes one that is valid as it is, and says what comes next', async ({ expect }) => {
    const { code, stdout, stderr } = await runKeyturn(['inventory', 'init', '--out', file('hosts.yaml')], { home });
    expect(stderr).toBe('');
    expect(stdout).toContain(`keyturn inventory check --inventory ${file('hosts.yaml')}`);
    expect(code).toBe(0);
    expect(statSync(file('hosts.yaml')).mode & 0o777).toBe(0o644);
    expect(await check('hosts.yaml')).toMatchObject({ code: 0, stderr: '' });
  });

  it('given a file, keeps it, exit code 2', async ({ expect }) => {
    writeFileSync(file('mine.yaml'), 'mine\n');
    const { code, stdout, stderr } = await runKeyturn(['inventory', 'init', '--out', file('mine.yaml')], { home });
    expect(stderr).toContain('mine.yaml cannot be written\n    reason: it exists already');
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readFileSync(file('mine.yaml'), 'utf8')).toBe('mine\n');
  });

  it('given - for a file, prints it', async ({ expect }) => {
    const printed = await runKeyturn(['inventory', 'init', '--out', '-'], { home });
    expect(printed).toEqual({ code: 0, stdout: INVENTORY_TEMPLATE, stderr: '' });
  });

  it('given every setting of it switched on, is valid, too', async ({ expect }) => {
    const all = everySettingOn(INVENTORY_TEMPLATE);
    writeFileSync(file('all.yaml'), all);
    expect(await check('all.yaml')).toMatchObject({ code: 0, stderr: '' });
    expect(all.split('\n').filter((line) => /^ *#/.test(line) && !/^ *# /.test(line))).toEqual([]);
  });

  it('has every setting of a cluster, of rotations and of waits', ({ expect }) => {
    const settings = [WrittenCluster, WrittenRotation, WrittenTiming].flatMap(({ shape }) => Object.keys(shape));
    expect(settings.filter((name) => !INVENTORY_TEMPLATE.includes(`${name}:`))).toEqual([]);
  });
});

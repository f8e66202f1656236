import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it, onTestFinished } from 'vitest';

describe('the installation before npm test and npm run demo', () => {
  it('given node_modules is a link to those of another tree, installs nothing through it and says so in one line', ({
    expect,
  }) => {
    const root = mkdtempSync(join(tmpdir(), 'keyturn-installed-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const others = join(root, 'others');
    const tree = join(root, 'tree');
    for (const directory of [others, join(tree, 'scripts')]) mkdirSync(directory, { recursive: true });
    writeFileSync(join(others, 'precious'), '');
    writeFileSync(join(tree, 'package-lock.json'), '{}');
    symlinkSync(others, join(tree, 'node_modules'));
    const script = join(tree, 'scripts', 'ensure-installed.mjs');
    cpSync(resolve(import.meta.dirname, '../../scripts/ensure-installed.mjs'), script);

    const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });

    expect(status).toBe(1);
    expect(stderr).toMatch(/^keyturn: node_modules is a symbolic link[^\n]+\n$/);
    expect(existsSync(join(others, 'precious'))).toBe(true);
  });
});

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, it } from 'vitest';

import { createControlDirectory } from '../../../src/remote/openssh/control-directory.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-base-'));
  writeFileSync(join(directory, 'file'), '');
});

afterEach(() => rmSync(directory, { recursive: true }));

describe('the directory for sockets', () => {
  it.for([
    ['that is there', '.', true],
    ['that is absent', 'absent', false],
    // Stands for one that cannot be written, because root can write everywhere.
    ['in which nothing can be made', 'file', false],
  ] as const)('given an XDG_RUNTIME_DIR %s, then one is made', ([, name, isUsed], { expect }) => {
    const base = join(directory, name);
    const control = createControlDirectory({ XDG_RUNTIME_DIR: base });
    const made = dirname(control.path('master'));
    expect(existsSync(made)).toBe(true);
    expect(dirname(made) === join(base)).toBe(isUsed);
    control[Symbol.dispose]();
    expect(existsSync(made)).toBe(false);
  });
});

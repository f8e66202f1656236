import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { missingForLab, type Machine } from './requirements.ts';

const PROGRAMS = ['systemd-nspawn', 'debootstrap', 'ip', 'nsenter', 'umount', 'openssl', 'ssh-keygen', 'go'];
const BARE: Machine = { platform: 'linux', uid: 0, path: [] };

describe('what the lab needs', () => {
  it.for([
    ['a machine without Linux', { ...BARE, platform: 'darwin' }, 'the lab needs Linux'],
    ['a user that is not root', { ...BARE, uid: 1_000 }, 'the lab needs root'],
    ['a machine whose users have no numbers', { ...BARE, uid: undefined }, 'the lab needs root'],
    ['no program at all', BARE, 'systemd-nspawn (package systemd-container), debootstrap (package debootstrap), ip'],
  ] as const)('given %s, it says so', ([, machine, expected], { expect }) => {
    expect(missingForLab(machine)).toContain(expected);
  });

  it('given every program but one, it names that one and where it comes from', ({ expect }) => {
    using directory = programs(PROGRAMS.filter((name) => name !== 'openssl'));

    expect(missingForLab({ ...BARE, path: [directory.path] })).toBe('the lab needs openssl (package openssl)');
  });

  it('given everything, nothing is missing', ({ expect }) => {
    using directory = programs(PROGRAMS);

    expect(missingForLab({ ...BARE, path: ['/nonexistent', directory.path] })).toBeUndefined();
  });
});

/** A directory with these programs. */
function programs(names: readonly string[]): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'keyturn-programs-'));
  for (const name of names) {
    writeFileSync(join(path, name), '#!/bin/sh\n');
    chmodSync(join(path, name), 0o755);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

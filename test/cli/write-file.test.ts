import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, onTestFinished } from 'vitest';
import { canWritePrivately, writePrivately } from '../../src/cli/write-file.ts';

describe('a written file', () => {
  function directory(): string {
    const made = mkdtempSync(join(tmpdir(), 'keyturn-files-'));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return made;
  }

  it('is for the owner alone, whole, and leaves nothing beside it', ({ expect }) => {
    const place = directory();
    expect(writePrivately(join(place, 'plan.json'), '{}').ok).toBe(true);
    expect(readFileSync(join(place, 'plan.json'), 'utf8')).toBe('{}');
    expect(statSync(join(place, 'plan.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(place)).toEqual(['plan.json']);
  });

  it('given a link, is written into what the link stands for, and the link stays', ({ expect }) => {
    const place = directory();
    writeFileSync(join(place, 'target'), 'a longer text than the new one', { mode: 0o644 });
    symlinkSync('target', join(place, 'plan.json'));
    expect(writePrivately(join(place, 'plan.json'), '{}').ok).toBe(true);
    expect(lstatSync(join(place, 'plan.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(place, 'target'), 'utf8')).toBe('{}');
    expect(statSync(join(place, 'target')).mode & 0o777).toBe(0o644);
  });

  it('given a device, is written into it, and the device stays', ({ expect }) => {
    const before = statSync('/dev/null').mode;
    expect(writePrivately('/dev/null', '{}').ok).toBe(true);
    expect(statSync('/dev/null').mode).toBe(before);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('given a place that can be written, is found to be so, and nothing is left there', ({ expect }) => {
    const place = directory();
    expect(canWritePrivately(join(place, 'plan.json')).ok).toBe(true);
    expect(canWritePrivately('/dev/null').ok).toBe(true);
    expect(canWritePrivately(place).ok).toBe(false);
    expect(readdirSync(place)).toEqual([]);
  });

  it('given a directory that is not there, is a failure that names file and reason', ({ expect }) => {
    const file = join(directory(), 'none', 'plan.json');
    expect(writePrivately(file, '')).toEqual({
      ok: false,
      failure: { kind: 'file-unwritable', file, reason: 'ENOENT' },
    });
  });
});

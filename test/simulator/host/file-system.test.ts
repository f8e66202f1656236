import { describe, it } from 'vitest';

import { VirtualFileSystem } from '../../../src/simulator/host/file-system.ts';

describe('the files of a simulated host', () => {
  it('given nothing, when a file is written, then its directories are there and it belongs to root', ({ expect }) => {
    const files = new VirtualFileSystem(() => 5_000);
    files.write('/var/lib/rancher/token', 'abc');
    expect(files.read('/var/lib/rancher/token')).toEqual({
      content: Buffer.from('abc'),
      mode: 0o644,
      owner: 'root:root',
      mtimeMs: 5_000,
      ctimeMs: 5_000,
    });
    expect(files.isDirectory('/var/lib')).toBe(true);
    expect(files.list('/var/lib/rancher')).toEqual(['token']);
  });

  it('given a file with a mode, when it is written again, then mode and owner stay and the time is new', ({
    expect,
  }) => {
    let now = 1_000;
    const files = new VirtualFileSystem(() => now);
    files.write('/a', 'one', { mode: 0o600, owner: 'etcd:etcd' });
    now = 2_000;
    files.write('/a', 'two');
    expect(files.read('/a')).toMatchObject({ mode: 0o600, owner: 'etcd:etcd', mtimeMs: 2_000, ctimeMs: 2_000 });
    expect(files.read('/a')?.content.toString()).toBe('two');
  });

  it('given a time that its writer sets back, when the file is read, then it still shows when it came', ({
    expect,
  }) => {
    const files = new VirtualFileSystem(() => 9_000);
    files.write('/a', 'one', { mtimeMs: 1_000 });
    expect(files.read('/a')).toMatchObject({ mtimeMs: 1_000, ctimeMs: 9_000 });
  });

  it('given a buffer that its writer uses again, when the file is read, then it has what was written', ({ expect }) => {
    const files = new VirtualFileSystem(() => 0);
    const buffer = Buffer.from('old');
    files.write('/a', buffer);
    buffer.write('new');
    expect(files.read('/a')?.content.toString()).toBe('old');
  });

  it('given changed attributes, then content and time stay', ({ expect }) => {
    let now = 1_000;
    const files = new VirtualFileSystem(() => now);
    files.write('/a', 'one');
    now = 2_000;
    files.change('/a', { mode: 0o600 });
    expect(files.read('/a')).toMatchObject({ mode: 0o600, mtimeMs: 1_000 });
  });

  it('given paths written in different ways, then they are the same path', ({ expect }) => {
    const files = new VirtualFileSystem(() => 0);
    files.write('/a/b/c', '');
    expect(['/a//b/c', '/a/./b/c', '/a/x/../b/c', '/a/b/c/'].map((path) => files.exists(path))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('given a directory, when it is removed, then all under it is gone and its neighbours stay', ({ expect }) => {
    const files = new VirtualFileSystem(() => 0);
    for (const path of ['/a/b/c', '/a/b/d/e', '/a/bc']) files.write(path, '');
    files.remove('/a/b');
    expect(files.list('/a')).toEqual(['bc']);
    expect(files.exists('/a/b/d/e')).toBe(false);
  });
});

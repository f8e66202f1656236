import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { machineFiles } from '../../../inventory/ansible/files.ts';
import { readSource } from '../../../inventory/ansible/read-source.ts';

function readDirectory(fill: (directory: string) => void) {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-source-'));
  try {
    fill(directory);
    return readSource(directory, {
      ...machineFiles,
      // A FIFO that is read would hang the test, too.
      read: (file) => (machineFiles.kind(file) === 'other' ? { ok: false, failure: 'HANGS' } : machineFiles.read(file)),
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('a directory as an inventory', () => {
  it.for([
    { count: 500, wanted: [] },
    { count: 501, wanted: [{ rule: 'too-many-files', found: '501 files', expected: 'at most 500 files' }] },
  ])('given $count files, then none is left out without a word', ({ count, wanted }, { expect }) => {
    const { troubles } = readDirectory((directory) => {
      for (let index = 0; index < count; index += 1) writeFileSync(join(directory, `h${index}`), `[a]\ns${index}\n`);
    });

    expect(troubles).toEqual(wanted.map((each) => expect.objectContaining(each) as unknown));
  });

  it.for([
    { what: 'a FIFO', add: (path: string) => execFileSync('mkfifo', [path]), wanted: [] },
    {
      what: 'a link that leads nowhere',
      add: (path: string) => symlinkSync('nowhere', path),
      wanted: [{ rule: 'unreadable-file', because: 'ENOENT' }],
    },
  ])('given $what beside a file, then nothing waits for it', ({ add, wanted }, { expect }) => {
    const { tree, troubles } = readDirectory((directory) => {
      writeFileSync(join(directory, 'hosts'), '[a]\ns1\n');
      add(join(directory, 'odd'));
    });

    expect(troubles).toEqual(wanted.map((each) => expect.objectContaining(each) as unknown));
    expect([...tree.hosts.keys()]).toEqual(['s1']);
  });
});

import { describe, it } from 'vitest';
import { runKeyturn } from './run-keyturn.ts';

describe('keyturn explain', () => {
  it('given the words of a message, prints each page, without a home or any file, exit code 0', async ({ expect }) => {
    const explained = await runKeyturn(['explain', 'gate/loaded', 'etcd-quorum']);

    expect(explained, explained.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(explained.stdout).toContain('A server did not get through a gate\n');
    expect(explained.stdout).toContain('docs/failures/gate.md');
    expect(explained.stdout).toContain('The check etcd-quorum\n');
  });

  it('given no word, lists everything that can be explained', async ({ expect }) => {
    const listed = await runKeyturn(['explain']);

    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toMatch(/stragglers-remain +Secrets are still under the old key\n[\s\S]*upgrade-plans/);
  });

  it('given a word that nothing is called, names it and prints no page, exit code 2', async ({ expect }) => {
    const refused = await runKeyturn(['explain', 'bug', 'etcd-quorrum']);

    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('nothing is called etcd-quorrum');
  });
});

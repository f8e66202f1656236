import { describe, it } from 'vitest';
import { runKeyturn } from './run-keyturn.ts';

describe('a wrong line', () => {
  it('given an inventory without its option, says how it is named, exit code 2', async ({ expect }) => {
    const { code, stdout, stderr } = await runKeyturn(['rotate', 'hosts.yaml']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('an inventory is named with --inventory hosts.yaml');
  });

  it('given both ways past a write window, is refused, exit code 2', async ({ expect }) => {
    const { code, stderr } = await runKeyturn(['plan', '-i', 'x', '--freeze-writes', '--accept-write-window']);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be used with');
  });
});

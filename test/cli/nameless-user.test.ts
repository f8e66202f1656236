import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, it } from 'vitest';

import { runKeyturn } from './run-keyturn.ts';

const PRELOAD = resolve(import.meta.dirname, '../preloads/no-passwd-entry.ts');

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-nameless-'));
  writeFileSync(join(home, 'known_hosts'), '');
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

function rotate(ssh: string) {
  const inventory = join(home, 'hosts.yaml');
  writeFileSync(
    inventory,
    `version: 1\nclusters:\n  prod:\n    distribution: rke2\n    ssh: {port: 1, knownHosts: known_hosts${ssh}}\n    servers: [{host: 127.0.0.1, name: s1}]\n`,
  );
  return runKeyturn(['rotate', '-i', inventory, '--yes', '--state-dir', join(home, 'state')], {
    nodeArguments: ['--import', PRELOAD],
    environment: { HOME: undefined, USER: undefined },
  });
}

describe('an operator for whom the machine has no name', () => {
  it('given an inventory that names the user, when a rotation is asked for, then it goes as far as the first server', async ({
    expect,
  }) => {
    const { code, stderr } = await rotate(', user: ops');
    expect(stderr).toContain('Server s1 cannot be reached');
    expect(code).toBe(3);
  });

  it('given an inventory that names none, when a rotation is asked for, then it says that ssh.user is missing, exit code 2', async ({
    expect,
  }) => {
    const { code, stderr } = await rotate('');
    expect(stderr).toContain('clusters.prod.servers[0].ssh.user');
    expect(stderr).toContain('this machine knows no name for you');
    expect(code).toBe(2);
  });
});

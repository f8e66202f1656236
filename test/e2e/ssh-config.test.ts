import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';
import { parse } from 'yaml';

import { keyturn } from './support/keyturn.ts';
import { startSimulation, type RunningSimulation } from './support/simulation.ts';

interface Written {
  readonly clusters: {
    readonly simulated: {
      readonly ssh: { readonly jump: { readonly port: number } };
      readonly servers: readonly { readonly ssh: { readonly port: number } }[];
    };
  };
}

/** Moves everything about the way to the only server from the inventory to a home's ssh_config. Gives the home. */
function moveToSshConfig({ directory, inventory }: RunningSimulation): string {
  const { ssh, servers } = (parse(readFileSync(inventory, 'utf8')) as Written).clusters.simulated;
  const home = join(directory, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true });
  const config = `
Host cp?
  HostName 127.0.0.1
  Port ${servers[0]?.ssh.port}
  ProxyJump the-bastion
Host the-bastion
  HostName 127.0.0.1
  Port ${ssh.jump.port}
Host cp? the-bastion
  StrictHostKeyChecking no
  User ops
  IdentityFile ${directory}/id_%%absent
  IdentityFile ${directory}/id_ed25519
  UserKnownHostsFile ${directory}/known_hosts
`;
  writeFileSync(join(home, '.ssh/config'), config, { mode: 0o600 });
  writeFileSync(inventory, 'version: 1\nclusters: {simulated: {distribution: rke2, servers: [{host: cp1}]}}\n');
  return home;
}

describe('a server that only ssh_config knows', () => {
  it('given an alias behind a jump host, when the cluster is looked at, then it is reached, and a host key that is not recorded stays unknown', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 20, jump: true });
    const environment = { HOME: moveToSshConfig(simulation), SSH_AUTH_SOCK: '' };
    const inventory = ['--inventory', simulation.inventory];

    const checked = await keyturn(['inventory', 'check', ...inventory], { environment });
    const seen = await keyturn(['status', ...inventory], { environment });
    writeFileSync(join(simulation.directory, 'known_hosts'), '');
    const refused = await keyturn(['status', ...inventory], { environment });

    expect(checked, checked.stderr).toMatchObject({ code: 0 });
    expect(checked.stdout).toContain(`keys for cp1 and the jump host the-bastion, in this order
    key ${simulation.directory}/id_ed25519
    no agent: SSH_AUTH_SOCK is not set
    no such file: ${simulation.directory}/id_%absent`);
    expect(checked.stdout).toContain('StrictHostKeyChecking no (');
    expect(seen, seen.stdout + seen.stderr).toMatchObject({ code: 0 });
    expect(seen.stdout).toContain('cp1');
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain('ssh -o StrictHostKeyChecking=ask the-bastion');
  });
});

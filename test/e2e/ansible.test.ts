import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';
import { parse } from 'yaml';

import { keyturn } from './support/keyturn.ts';
import { startSimulation, type RunningSimulation } from './support/simulation.ts';

interface Written {
  readonly clusters: {
    readonly simulated: {
      readonly ssh: {
        readonly identityFile: string;
        readonly knownHosts: string;
        readonly jump: { readonly port: number };
      };
      readonly servers: readonly { readonly name: string; readonly ssh: { readonly port: number } }[];
    };
  };
}

/** The simulated cluster as an inventory of rke2-ansible, behind its bastion. */
function writeAnsible({ directory, inventory }: RunningSimulation): string {
  const { ssh, servers } = (parse(readFileSync(inventory, 'utf8')) as Written).clusters.simulated;
  const ansible = join(directory, 'ansible');
  mkdirSync(join(ansible, 'group_vars'), { recursive: true });
  writeFileSync(
    join(ansible, 'hosts.ini'),
    [
      '[rke2_servers]',
      ...servers.map(({ name, ssh: { port } }) => `${name} ansible_host=127.0.0.1 ansible_port=${port}`),
      '[rke2_servers:vars]',
      `ansible_user=ops`,
      `ansible_ssh_private_key_file=${ssh.identityFile}`,
      `ansible_ssh_common_args='-o UserKnownHostsFile=${ssh.knownHosts} -J ops@127.0.0.1:${ssh.jump.port}'`,
      'ansible_become=true',
      '',
    ].join('\n'),
  );
  writeFileSync(join(ansible, 'group_vars', 'all.yml'), 'keyturn: { timing: { connectTimeout: 20s } }\n');
  return join(ansible, 'hosts.ini');
}

describe('an Ansible inventory in place of hosts.yaml', () => {
  it('given an INI file with a bastion, when status and plan are asked for, then every server is reached, and the next command repeats what was typed', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 2, secrets: 5, jump: true });
    const inventory = writeAnsible(simulation);

    const status = await keyturn(['status', '-i', inventory, '-c', 'prod']);
    const plan = await keyturn([
      'plan',
      '-i',
      inventory,
      '-c',
      'prod',
      '--servers-group',
      'rke2_servers',
      '--out',
      join(simulation.directory, 'plan.json'),
    ]);

    expect(status, status.stderr).toMatchObject({ code: 0 });
    expect(status.stdout).toContain('Cluster prod (RKE2)');
    for (const server of ['s1', 's2']) expect(status.stdout).toMatch(new RegExp(`${server} +control-plane\\+etcd `));
    expect(plan, plan.stderr).toMatchObject({ code: 0 });
    expect(plan.stdout.replaceAll(/\s+/g, ' ')).toContain(
      `--inventory ${inventory} --servers-group rke2_servers --cluster prod`,
    );
  });
});

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { startSshAgent } from '../support/ssh-agent.ts';
import { keyturn } from './support/keyturn.ts';
import { startSimulation, type RunningSimulation } from './support/simulation.ts';

/** Takes the private key away from the disk, and its line from the inventory; gives the key. */
function takeKeyFrom({ directory, inventory }: RunningSimulation): string {
  const file = join(directory, 'id_ed25519');
  const key = readFileSync(file, 'utf8');
  rmSync(file);
  writeFileSync(inventory, readFileSync(inventory, 'utf8').replace(/ +identityFile: .*\n/, ''));
  return key;
}

function nameAgent({ inventory }: RunningSimulation, socket: string): void {
  writeFileSync(inventory, readFileSync(inventory, 'utf8').replace('agent: false', `agent: ${socket}`));
}

describe('a private key that only an SSH agent has', () => {
  it('given ssh.agent names its socket, when the cluster is planned, then the hosts let it in; without the agent they do not', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 20 });
    await using agent = await startSshAgent(join(simulation.directory, 'agent.sock'), [takeKeyFrom(simulation)]);

    const refused = await keyturn(['plan', '--inventory', simulation.inventory, '--output', 'json']);
    nameAgent(simulation, agent.socket);
    const planned = await keyturn(['plan', '--inventory', simulation.inventory]);

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    expect(JSON.parse(refused.stdout)).toMatchObject({
      outcome: { failure: { kind: 'authentication-failed', server: 's1' } },
    });
    expect(planned, planned.stdout + planned.stderr).toMatchObject({ code: 0 });
    expect(planned.stdout).toMatch(/reencrypt_finished +/);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import {
  engineCommands,
  startSimulation,
  type RunningSimulation,
  type SimulationOptions,
} from './support/simulation.ts';

const DROP_IN = '/etc/rancher/rke2/config.yaml.d/60-more.yaml';

function planArguments({ inventory, stateDirectory }: RunningSimulation): readonly string[] {
  return ['plan', '--inventory', inventory, '--state-dir', stateDirectory];
}

/** Puts a drop-in on a host. */
async function put(simulation: RunningSimulation, host: string, text: string): Promise<void> {
  await simulation.exec(host, `mkdir -p /etc/rancher/rke2/config.yaml.d; printf '%s' '${text}' > ${DROP_IN}`);
}

const FORMS: readonly { readonly given: string; readonly options: SimulationOptions }[] = [
  {
    given: 'JSON as Rancher writes it, an own data directory, and Nodes that are not called as their hosts',
    options: { configForm: 'json', dataDir: '/data/rke2', nodeIds: true },
  },
  { given: 'drop-ins that replace and add', options: { configForm: 'drop-ins', etcdOnly: 1 } },
  {
    given: 'JSON, and a data directory with a slash at its end, on K3s',
    options: { distribution: 'k3s', configForm: 'json', dataDir: '/data/k3s/' },
  },
];

describe.concurrent('a rotation of servers that are configured in another way', () => {
  for (const { given, options } of FORMS) {
    it(`given ${given}, when it ends, then every Secret is under the new key and none is lost`, async ({ expect }) => {
      await using simulation = await startSimulation({ ...options, writers: true });

      const rotated = await keyturn(rotateArguments(simulation, '--strategy', 'staged'));

      expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
      expect(Object.keys(await simulation.secrets())).toEqual([expect.stringMatching(/^aescbckey-/)]);
      expect(await simulation.writers()).toMatchObject({ lost: 0 });
    });
  }

  it('given secretbox that is configured in JSON, when it is planned, then it is known as such', async ({ expect }) => {
    await using simulation = await startSimulation({ servers: 1, provider: 'secretbox', configForm: 'json' });

    const planned = await keyturn(planArguments(simulation));

    expect(planned, planned.stdout + planned.stderr).toMatchObject({ code: 0 });
    expect(planned.stdout).toContain('rotate-keys');
  });
});

const DIFFERENCES: readonly (readonly [string, string, readonly string[]])[] = [
  ['JSON', '{"cluster-cidr": "10.99.0.0/16"}', ['cluster-cidr', 's2=10.99.0.0/16']],
  ['lines', 'cluster-cidr: 10.99.0.0/16', ['cluster-cidr', 's2=10.99.0.0/16']],
  ['a form that is not read', 'x: &a 10.99.0.0/16\ncluster-cidr: *a', [`path=${DROP_IN}`, 'line=2', 'form=anchor']],
];

describe.concurrent('a configuration that forbids a rotation', () => {
  for (const [form, text, evidence] of DIFFERENCES) {
    it(`given a difference in ${form}, when a rotation is asked for, then it is refused before anything changed`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation();
      await put(simulation, 's2', text);

      const rotated = await keyturn(rotateArguments(simulation));

      expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 3 });
      for (const part of evidence) expect(rotated.stdout + rotated.stderr).toContain(part);
      expect(await engineCommands(simulation)).toEqual([]);
    });
  }

  it('given settings that are the same on all servers but not what they run with, then it is refused, with what a restart would change', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    for (const host of ['s1', 's2', 's3']) await put(simulation, host, '{"profile": "cis"}');

    const refused = await keyturn(rotateArguments(simulation));
    await simulation.exec('s1', `rm ${DROP_IN}`);
    await simulation.exec('s2', `rm ${DROP_IN}`);
    await simulation.exec('s3', `rm ${DROP_IN}`);
    const rotated = await keyturn(rotateArguments(simulation));

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    expect(refused.stdout + refused.stderr).toMatch(/profile,\s+running=unset,\s+next=cis/);
    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
  });

  it('given an inventory that names another Node, then it is refused with both names', async ({ expect }) => {
    await using simulation = await startSimulation({ servers: 1 });
    const text = readFileSync(simulation.inventory, 'utf8');
    writeFileSync(simulation.inventory, text.replace('name: s1', 'name: s1\n        nodeName: s9'));

    const planned = await keyturn(planArguments(simulation));

    expect(planned, planned.stdout + planned.stderr).toMatchObject({ code: 3 });
    expect(planned.stdout + planned.stderr).toContain('inventory=s9');
  });

  it('given restart-container and a container runtime of the host, then it is refused before anything changed', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    const text = readFileSync(simulation.inventory, 'utf8');
    writeFileSync(
      simulation.inventory,
      text.replace('    timing:', '    rotation: { apiserverReload: restart-container }\n    timing:'),
    );
    await put(simulation, 's2', '{"container-runtime-endpoint": "unix:///run/crio/crio.sock"}');

    const refused = await keyturn(rotateArguments(simulation));

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    expect(refused.stdout + refused.stderr).toContain('container-runtime-endpoint=unix:///run/crio/crio.sock');
    expect(await engineCommands(simulation)).toEqual([]);
  });
});

describe.concurrent('a restart that would be more than a restart', () => {
  it('given edits since the start and certificates near their end, when it is planned, then it is a warning that names them, and the rotation works', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['unit-edited:s1', 'certificates-old:s3:40'] });
    await put(simulation, 's2', 'kubelet-arg: ["max-pods=200"]');

    const planned = await keyturn(planArguments(simulation));
    const rotated = await keyturn(rotateArguments(simulation));

    expect(planned, planned.stdout + planned.stderr).toMatchObject({ code: 0 });
    const words = planned.stdout.replaceAll(/\s+/g, ' ');
    expect(words).toContain('NeedDaemonReload=yes');
    expect(words).toContain(`edited since the start=${DROP_IN}`);
    expect(words).toContain('client-admin.crt will expire within 120 days at');
    expect(rotated, rotated.stdout + rotated.stderr).toMatchObject({ code: 0 });
  });
});

import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { classicUntilRewritten, restartAll, SERVERS, until, untilHashesMatch } from './support/plain-script.ts';
import { startSimulationProcess, type RunningSimulation } from './support/simulation.ts';

const WITH_WRITERS = ['--writers', '--time-scale', '20', '--secrets', '40'];

/** The documented procedure: one command, then every server, waiting for nothing but systemctl. */
async function documentedRotateKeys(simulation: RunningSimulation): Promise<void> {
  await simulation.exec('s1', 'rke2 secrets-encrypt rotate-keys');
  await until(simulation, 's1', 'rke2 secrets-encrypt status', 'reencrypt_finished');
  await restartAll(simulation);
  await untilHashesMatch(simulation);
}

/** The classic procedure to its end. */
async function classicByHashes(simulation: RunningSimulation): Promise<void> {
  await classicUntilRewritten(simulation);
  await restartAll(simulation);
  await untilHashesMatch(simulation);
}

async function restartApiserver(simulation: RunningSimulation, server: string): Promise<void> {
  const crictl =
    'env CONTAINER_RUNTIME_ENDPOINT=unix:///run/k3s/containerd/containerd.sock /var/lib/rancher/rke2/bin/crictl';
  const list = `${crictl} ps --name kube-apiserver --quiet`;
  const { stdout } = await simulation.exec(server, list);
  await simulation.exec(server, `${crictl} stop ${stdout.trim()}`);
  await until(simulation, server, list, '\n');
}

/** Statuses with which the apiservers answer a read of one Secret. */
async function readThroughAll(simulation: RunningSimulation, secret: string): Promise<readonly string[]> {
  const [namespace, name] = secret.split('/');
  const tls = '/var/lib/rancher/rke2/server/tls';
  const credentials = `--cacert ${tls}/server-ca.crt --cert ${tls}/client-admin.crt --key ${tls}/client-admin.key`;
  const url = `https://127.0.0.1:6443/api/v1/namespaces/${namespace}/secrets/${name}`;
  const line = `curl -q --noproxy '*' -sS ${credentials} -o /dev/null -w '%{http_code}' ${url}`;
  return Promise.all(SERVERS.map(async (server) => (await simulation.exec(server, line)).stdout));
}

describe.concurrent('with writers on every apiserver (measured.md 1 and 1b)', () => {
  it('given a plain script that follows rotate-keys, when everything looks green, then Secrets are lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulationProcess(...WITH_WRITERS);

    await documentedRotateKeys(simulation);

    const status = await simulation.exec('s2', 'rke2 secrets-encrypt status');
    expect(status.stdout).toContain('Current Rotation Stage: reencrypt_finished');
    expect((await simulation.writers()).lost).toBeGreaterThan(0);
    const ended = await simulation.end();
    // A loss is what a plain script is tried on it for: no failure of the simulation.
    expect(ended).toMatchObject({ code: 0 });
    const lost = Number(/([\d,]+) lost/.exec(ended.stdout)?.[1]?.replaceAll(',', ''));
    const named = new Set(ended.stdout.match(/(?<=lost: )writers\/s\d-\d+$/gm));
    expect(lost).toBeGreaterThan(0);
    expect(named.size, ended.stdout).toBe(Math.min(lost, 20));
  });

  it('given a plain classic script gated on equal hashes, when everything looks green, then Secrets are lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulationProcess(...WITH_WRITERS);

    await classicByHashes(simulation);

    const status = await simulation.exec('s3', 'rke2 secrets-encrypt status');
    expect(status.stdout).toContain('All hashes match');
    expect(await simulation.secrets()).toHaveProperty('aescbckey');
    // The apiservers may still hold the old key in memory: the next restart of any of them shows the loss.
    for (const server of SERVERS) await restartApiserver(simulation, server);
    const { lost, lostSecrets } = await simulation.writers();
    expect(lost).toBeGreaterThan(0);
    expect(lostSecrets).toHaveLength(lost);
    for (const secret of lostSecrets) {
      const statuses = await readThroughAll(simulation, secret);
      expect(
        statuses.filter((status) => status !== '200'),
        `${secret}: ${statuses.join(', ')}`,
      ).not.toEqual([]);
    }
  });

  it('given keyturn on the same cluster, when it ends, then none is lost', async ({ expect }) => {
    await using simulation = await startSimulationProcess(...WITH_WRITERS);

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(await simulation.writers()).toMatchObject({ lost: 0, readErrors: 0 });
  });
});

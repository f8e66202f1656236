import { describe, it } from 'vitest';

import { start } from '../e2e/support/keyturn.ts';
import { saw } from '../e2e/support/saw.ts';
import type { LabCluster, LabHost } from './cluster.ts';
import { aftermathOf, ALL_WELL, keysInEtcd, tell } from './evidence.ts';
import { SECRETS } from './read-back.ts';
import { createMany, createSecrets, fresh, hostOf, rotateArguments, THREE, verify } from './support.ts';
import { startWriters } from './writers.ts';

const FREEZE = ['--strategy', 'rotate-keys', '--freeze-writes'];
const SYSTEM_SECRETS = '/api/v1/namespaces/kube-system/secrets';
const TLS = '/var/lib/rancher/rke2/server/tls';

/** So many that the followers take both keys before the rewrite is over. */
const MANY = 3_000;

/** Names that the engine comes to last. */
const LAST = Array.from({ length: 300 }, (_, index) => `zz-${String(index).padStart(3, '0')}`);

interface Asked {
  readonly status: number;
  readonly message: string;
}

/** As a server's own supervisor asks its apiserver: with the certificate by which it keeps `rke2-serving` and node passwords, too. */
async function askAsSupervisor(host: LabHost, method: string, path: string, body: object): Promise<Asked> {
  const text = JSON.stringify(body);
  const { stdout } = await host.exec(
    `curl -sS --cacert ${TLS}/server-ca.crt --cert ${TLS}/client-supervisor.crt --key ${TLS}/client-supervisor.key ` +
      `-X ${method} -H 'Content-Type: application/json' --data-binary '${text}' https://127.0.0.1:6443${path} -w '\\n%{http_code}'`,
  );
  const cut = stdout.trimEnd().lastIndexOf('\n');
  return { status: Number(stdout.trimEnd().slice(cut + 1)), message: stdout.slice(0, cut) };
}

/** What a supervisor keeps for itself, through each follower, while the servers differ. */
async function writesOfSupervisors(cluster: LabCluster, name: string): Promise<readonly Asked[]> {
  return Promise.all(
    ['s2', 's3'].map((host) =>
      askAsSupervisor(hostOf(cluster, host), 'POST', SYSTEM_SECRETS, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: `${name}-${host}` },
        data: { crt: 'AA==' },
      }),
    ),
  );
}

describe('what real apiservers refuse while rotate-keys goes on', () => {
  it('given writers at work, when supervisors of followers write Secrets of their own and somebody deletes one, then nothing but the rewrite is let through until every apiserver has both keys, the rotation ends well, and no Secret is lost', async ({
    expect,
  }) => {
    await using cluster = await fresh(THREE);
    const leader = hostOf(cluster, 's1');
    await createSecrets(cluster, leader, LAST);
    await createMany(cluster, MANY);
    const value = await createSecrets(cluster, leader, ['kept']);
    await using writers = startWriters(cluster);

    const run = start(rotateArguments(cluster, ...FREEZE, '--output', 'ndjson'));
    await saw(run.child, '"type":"step-finished","step":"command:rotate-keys"');
    const created = await writesOfSupervisors(cluster, 'rke2-serving');
    const changed = await askAsSupervisor(leader, 'PUT', `${SECRETS}/kept`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'kept', namespace: 'default', labels: { changed: 'yes' } },
      data: { value },
    });
    const deleted = await cluster.request(leader, 'DELETE', `${SECRETS}/${LAST.at(-1) ?? ''}`);
    await saw(run.child, '"type":"step-finished","step":"allow-writes"');
    const late = await writesOfSupervisors(cluster, 'node-password');
    const ended = await run.finished;
    const deletedLater = await cluster.request(leader, 'DELETE', `${SECRETS}/${LAST.at(-1) ?? ''}`);
    const again = await writesOfSupervisors(cluster, 'after');
    const after = await aftermathOf(cluster, writers, 'supervisors and deletions, frozen');
    const proof = await verify(cluster);
    const codes = { created, changed, deleted: deleted.status, late, deletedLater: deletedLater.status, again };
    tell('what was refused', { ...codes, inEtcd: await keysInEtcd(cluster) });

    for (const { status, message } of [...created, changed]) {
      expect(status, message).toBe(422);
      expect(message).toContain('keyturn is rotating the key that encrypts Secrets');
    }
    expect(deleted.status, deleted.body).toBe(422);
    // Every apiserver has loaded both keys by then.
    expect(late.map(({ status }) => status)).toEqual([201, 201]);
    expect(deletedLater.status, deletedLater.body).toBe(200);
    expect(ended, ended.stdout.slice(-4_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(again.map(({ status }) => status)).toEqual([201, 201]);
    expect(after).toMatchObject({ ...ALL_WELL, minted: 1 });
    expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
  });
});

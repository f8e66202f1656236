import { appendFileSync } from 'node:fs';

import { describe, it } from 'vitest';

import { start } from '../e2e/support/keyturn.ts';
import { saw } from '../e2e/support/saw.ts';
import type { LabHost } from './cluster.ts';
import { fresh, hostOf, rotateArguments, tell, THREE, total, verify } from './support.ts';
import { startWriters } from './writers.ts';

const SECRETS = '/api/v1/namespaces/default/secrets';
const KEY = Buffer.from('/registry/secrets/default/straggler').toString('base64');

/** One call to etcd's JSON gateway, on the host itself. */
async function etcd(host: LabHost, path: string, body: object): Promise<{ kvs?: { value: string }[] }> {
  const tls = '/var/lib/rancher/rke2/server/tls/etcd';
  const credentials = `--cacert ${tls}/server-ca.crt --cert ${tls}/client.crt --key ${tls}/client.key`;
  const { stdout } = await host.exec(
    `curl -sS ${credentials} https://127.0.0.1:2382/v3/kv/${path} --data-binary '${JSON.stringify(body)}'`,
  );
  return JSON.parse(stdout) as { kvs?: { value: string }[] };
}

const CASES = [
  {
    words: 'three servers',
    shape: THREE,
    rewriting: '"step":"rewrite-finished"',
    counting: '"step":"census:before-roll"',
    options: [],
  },
  {
    words: 'a single server',
    shape: { ...THREE, servers: 1 },
    rewriting: '"step":"rewrite-kept"',
    counting: '"step":"census:before-drop"',
    options: ['--strategy', 'staged'],
  },
] as const;

describe('a Secret put under the old key behind the back of a run', () => {
  for (const { words, shape, rewriting, counting, options } of CASES) {
    it(`given ${words}, when it is there after the rewrite, then it is found, repaired before the old key goes, and readable`, async ({
      expect,
    }) => {
      await using cluster = await fresh(shape);
      const leader = hostOf(cluster, 's1');
      appendFileSync(cluster.inventory, '    rotation: { apiserverReload: restart-container }\n');
      const data = { value: Buffer.from('kept').toString('base64') };
      await cluster.request(leader, 'POST', SECRETS, { metadata: { name: 'straggler' }, data });
      const old = (await etcd(leader, 'range', { key: KEY })).kvs?.[0]?.value ?? '';
      const writers = startWriters(cluster);

      const run = start(rotateArguments(cluster, ...options, '--output', 'ndjson'));
      const counted = new AbortController();
      void saw(run.child, counting).then(() => counted.abort());
      await saw(run.child, rewriting);
      // Whatever the engine rewrites meanwhile, the old bytes lie there when the counting begins.
      while (!counted.signal.aborted && run.child.exitCode === null)
        await etcd(leader, 'put', { key: KEY, value: old });
      const ended = await run.finished;
      const report = await writers.end();
      tell(`straggler, ${words}`, report);
      const read = await cluster.request(leader, 'GET', `${SECRETS}/straggler`);
      const proof = await verify(cluster);

      expect(Buffer.from(old, 'base64').toString('latin1')).toContain('k8s:enc:aescbc:v1:aescbckey:');
      expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
      expect(ended.stdout).toContain('"stragglers-repaired"');
      expect(read.body).toContain(data.value);
      expect(total(report.unreadable)).toBe(0);
      expect(proof, proof.stdout + proof.stderr).toMatchObject({ code: 0 });
    });
  }
});

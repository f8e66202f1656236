import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { LabCluster, LabHost } from './cluster.ts';
import { parseConfig } from '../../src/simulator/engine/encryption-config.ts';
import { keysInTable } from './kine-table.ts';
import { thoseThatNameTheirFile } from './loaded.ts';
import { sealedUnder } from './sealed-under.ts';
import { verify } from './support.ts';
import type { LabWriters, WritersReport } from './writers.ts';

const ENCRYPTION_CONFIG = 'server/cred/encryption-config.json';
const SECRETS = { from: '/registry/secrets/', to: '/registry/secrets0' };
const MINTED = 'Adding secrets-encryption key';

/** How a cluster stands after a run, by nobody's word but its own servers'; `verified` alone is what keyturn says of it. */
export interface Aftermath extends WritersReport {
  /** Secrets in etcd by the name of the key under which they lie, read from etcd itself. */
  readonly inEtcd: Readonly<Record<string, number>>;
  /** The only key in the encryption files of all servers; `undefined` when there are several, or files differ. */
  readonly onlyKey: string | undefined;
  /** Secrets in etcd that do not lie under that key. */
  readonly underOtherKeys: number;
  /** Keys that the engines of all hosts minted since they were booted, by their own journals. */
  readonly minted: number;
  /** Hosts whose apiservers say in their metrics which file they use. */
  readonly naming: readonly string[];
  /** Exit code of `keyturn verify`. */
  readonly verified: number | undefined;
}

/** What writers and readers are to reach, a second. Told and not asserted: no test depends on the speed of its machine. */
const LEAST_RATES = { creates: 2, updates: 10, reads: 10 } as const;

/** What every rotation must leave. */
export const ALL_WELL = {
  idle: [],
  lost: 0,
  neverAnswered: [],
  notReady: [],
  underOtherKeys: 0,
  verified: 0,
} as const;

/** Ends the writers, looks at everything, and prints it: the figures belong to the output of the test run. */
export async function aftermathOf(cluster: LabCluster, writers: LabWriters, words: string): Promise<Aftermath> {
  const report = await writers.end();
  const inEtcd = await keysInEtcd(cluster);
  const onlyKey = onlyKeyOf(cluster);
  const others = Object.entries(inEtcd).filter(([name]) => name !== onlyKey);
  const proof = await verify(cluster);
  const aftermath = {
    ...report,
    inEtcd,
    onlyKey,
    underOtherKeys: others.reduce((sum, [, count]) => sum + count, 0),
    minted: await countMinted(cluster),
    naming: await thoseThatNameTheirFile(cluster),
    verified: proof.code,
  };
  tell(words, aftermath);
  const slow = Object.values(report.perSecond).filter(
    ({ creates, updates, reads }) =>
      creates < LEAST_RATES.creates || updates < LEAST_RATES.updates || reads < LEAST_RATES.reads,
  );
  if (slow.length > 0) tell('slower than promised', { leastPerSecond: LEAST_RATES, slow });
  if (proof.code !== 0) process.stdout.write(`lab: verify said: ${proof.stdout}${proof.stderr}\n`);
  return aftermath;
}

/** One line of figures. */
export function tell(words: string, figures: object): void {
  process.stdout.write(`lab: ${words}: ${JSON.stringify(figures)}\n`);
}

/** One call to etcd's JSON gateway, on the host itself. */
export async function etcd(
  host: LabHost,
  path: 'range' | 'put',
  body: object,
): Promise<{ readonly kvs?: readonly { readonly key: string; readonly value: string }[] }> {
  const tls = '/var/lib/rancher/rke2/server/tls/etcd';
  const credentials = `--cacert ${tls}/server-ca.crt --cert ${tls}/client.crt --key ${tls}/client.key`;
  const { stdout, stderr } = await host.exec(
    `curl -sS --fail ${credentials} https://127.0.0.1:2382/v3/kv/${path} --data-binary '${JSON.stringify(body)}'`,
  );
  if (stdout === '') throw new Error(`etcd on ${host.name}: ${stderr}`);
  return JSON.parse(stdout) as Awaited<ReturnType<typeof etcd>>;
}

/** Secrets by the key name that their own bytes begin with; `not encrypted` for those that do not begin so. */
export async function keysInEtcd(cluster: LabCluster): Promise<Readonly<Record<string, number>>> {
  const host = cluster.hosts.find((one) => one.etcd);
  if (host === undefined) return (await keysInTable(cluster)).current;
  const [key, range_end] = [SECRETS.from, SECRETS.to].map((text) => Buffer.from(text).toString('base64'));
  const { kvs = [] } = await etcd(host, 'range', { key, range_end });
  const counts: Record<string, number> = {};
  for (const { value } of kvs) {
    const name = sealedUnder(Buffer.from(value, 'base64')) ?? 'not encrypted';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function onlyKeyOf(cluster: LabCluster): string | undefined {
  const names = cluster.hosts
    .filter(({ controlPlane }) => controlPlane)
    .flatMap(
      ({ root, engine }) =>
        parseConfig(readFileSync(join(root, engine.defaultDataDir, ENCRYPTION_CONFIG), 'utf8')).keys,
    )
    .map(({ name }) => name);
  return new Set(names).size === 1 ? names[0] : undefined;
}

async function countMinted(cluster: LabCluster): Promise<number> {
  const counts = await Promise.all(
    cluster.hosts.map(async (host) => {
      const { stdout } = await host.exec(`journalctl --unit=${host.engine.unit} --output=cat --no-pager`);
      return stdout.split('\n').filter((line) => line.includes(MINTED)).length;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

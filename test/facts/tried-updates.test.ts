import { describe, it } from 'vitest';

import { gatherFacts, type GatherInput } from '../../src/facts/gather.ts';
import { CLUSTER, HASH, healthy, NOW } from './healthy-hosts.ts';
import { scriptedFleet, stillContext, type Script } from './scripted-fleet.ts';

/** More than a sample has. */
const SECRETS = 150;

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const RANGE = [
  '"revision":"4711"',
  ...Array.from({ length: SECRETS }, (_, index) => [
    `"key":"${base64(`/registry/secrets/a/${String(index).padStart(4, '0')}`)}"`,
    `"value":"${base64('k8s:enc:aescbc:v1:aescbckey:0123456789abcdef')}`,
  ]).flat(),
  `"count":"${String(SECRETS)}"\n`,
].join('\n');

function fileWith(provider: 'aescbc' | 'secretbox'): string {
  const path = '/var/lib/rancher/rke2/server/cred/encryption-config.json';
  return [
    `@sha256\n${HASH}  ${path}`,
    '@stat\n1700000000 600 root:root',
    `@names\n"resources":["secrets"]\n"${provider}":{\n"name":"${provider}key"\n"identity":{`,
    `@again\n${HASH}  ${path}\n@state\nstart-${HASH}\n@end\n`,
  ].join('\n');
}

async function triedWith(
  provider: 'aescbc' | 'secretbox',
  triesUpdates: NonNullable<GatherInput['triesUpdates']>,
): Promise<number | undefined> {
  const changes: Script = [
    ['/v3/kv/range', RANGE],
    ['@sha256', fileWith(provider)],
    ['dryRun=All', ''],
    ['--parallel', ''],
  ];
  const hosts = Object.fromEntries(['s1', 's2', 's3'].map((name) => [name, healthy(name, changes)]));
  const { fleet } = scriptedFleet(hosts);
  const facts = await gatherFacts({ context: stillContext(NOW), cluster: CLUSTER, fleet, triesUpdates });
  if (!facts.ok) throw new Error(facts.failure.kind);
  return facts.value.triedUpdates?.tried;
}

describe('updates of Secrets that are tried before a rotation', () => {
  it('are a sample, all, or none, as was asked', async ({ expect }) => {
    expect(await triedWith('aescbc', 'sample')).toBe(100);
    expect(await triedWith('aescbc', 'all')).toBe(SECRETS);
    expect(await triedWith('aescbc', 'none')).toBeUndefined();
  });

  it('given secretbox keys, with which nothing but rotate-keys works, are all', async ({ expect }) => {
    expect(await triedWith('secretbox', 'sample')).toBe(SECRETS);
  });
});

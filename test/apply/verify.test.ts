import { describe, it } from 'vitest';

import { verify } from '../../src/apply/verify.ts';
import type { Check } from '../../src/model/check.ts';
import { CLUSTER, healthy, node, NOW, ok } from '../facts/healthy-hosts.ts';
import { scriptedFleet, stillContext, type Script } from '../facts/scripted-fleet.ts';

const STALE = { 'rke2.io/encryption-config-hash': `start-${'c'.repeat(64)}` };

/** What the proof finds on s1 and s2 with control planes and s3 with etcd, with these answers first on each. */
async function proofOf(changes: Script): Promise<readonly Check[]> {
  const scripts = Object.fromEntries(['s1', 's2', 's3'].map((name) => [name, healthy(name, changes)]));
  const { fleet } = scriptedFleet(scripts);
  const report = await verify({
    context: stillContext(NOW),
    cluster: CLUSTER,
    fleet,
    emit: () => {},
    readBack: 'sample',
  });
  if (!report.ok) throw new Error(report.failure.kind);
  return report.value.checks;
}

function verdictsOf(checks: readonly Check[], id: string): readonly Check['verdict'][] {
  return checks.filter((check) => check.id === id).map(({ verdict }) => verdict);
}

describe('the proof', () => {
  it('given apiservers that name neither a file nor a time, warns: that it was long ago is no proof', async ({
    expect,
  }) => {
    const silent: Script = [['/metrics', 'apiserver_request_total 1\n200\n']];
    expect(verdictsOf(await proofOf(silent), 'apiserver-loaded')).toEqual(['warn', 'warn']);
    expect(verdictsOf(await proofOf([]), 'apiserver-loaded')).toEqual(['pass', 'pass']);
  });

  it('given no Secret in etcd, does not hold on to nothing: count and reading back are refused', async ({ expect }) => {
    const none: Script = [['/v3/kv/range', '"revision":"4711"\n\n']];
    const checks = await proofOf(none);
    expect(['secrets-seen', 'census', 'read-back'].map((id) => verdictsOf(checks, id))).toEqual([
      ['refuse'],
      ['refuse'],
      ['refuse'],
    ]);
  });

  it('given a file that encrypts more than Secrets, refuses it: the rest is not counted', async ({ expect }) => {
    const hash = 'a'.repeat(64);
    const path = '/var/lib/rancher/rke2/server/cred/encryption-config.json';
    const wide = [
      `@sha256\n${hash}  ${path}`,
      '@stat\n1700000000 600 root:root',
      '@names\n"resources":["secrets","configmaps"]\n"aescbc":{\n"name":"aescbckey"\n"identity":{',
      `@again\n${hash}  ${path}\n@state\nstart-${hash}\n@end\n`,
    ].join('\n');
    expect(verdictsOf(await proofOf([['@sha256', wide]]), 'providers-managed')).toEqual(['refuse', 'refuse']);
  });

  it('given the annotation of a Node that is behind its files, does not hold, as a rotation would be refused', async ({
    expect,
  }) => {
    const behind = { ...node('s2'), metadata: { ...node('s2').metadata, annotations: STALE } };
    const checks = await proofOf([['/api/v1/nodes', ok({ items: [node('s1'), behind, node('s3')] })]]);
    expect(verdictsOf(checks, 'files-equal')).toEqual(['pass', 'refuse']);
  });
});

import { describe, expect, it } from 'vitest';

import { mergeSettings, parseFlag, variablesOf } from '../../../src/engine/config/merge.ts';
import { ENDPOINT, WRITTEN_NAMES } from '../../../src/engine/config/setting-names.ts';

function merged(flags: readonly string[], variables: readonly string[] = [], distribution: 'rke2' | 'k3s' = 'k3s') {
  return mergeSettings(distribution, {
    flags: flags.flatMap((flag) => parseFlag(flag) ?? []),
    environment: variablesOf(variables),
  });
}

describe('the settings of a server', () => {
  it('given a setting several times, take the last, and of a list every one', () => {
    const flags = ['--data-dir=/one', '--cluster-cidr=10.9.0.0/16', '-d=/two', '--cluster-cidr=fd00::/56, fd01::/56'];
    expect(merged(flags)).toEqual({ 'data-dir': '/two', 'cluster-cidr': '10.9.0.0/16,fd00::/56,fd01::/56' });
  });

  it('given a flag that stands alone, or yes and no as Go reads them, know true from false', () => {
    expect(merged(['--disable-etcd', '--secrets-encryption=T', '-disable-apiserver=0'])).toEqual({
      'disable-etcd': 'true',
      'secrets-encryption': 'true',
      'disable-apiserver': 'false',
    });
  });

  it('given the environment, take what no flag sets', () => {
    const variables = ["=K3S_URL='https://s1:6443'", '=K3S_NODE_NAME=n1', '=K3S_CLUSTER_INIT=1', '=RKE2_DATA_DIR=/no'];
    expect(merged(['--node-name=n2'], variables)).toEqual({
      'node-name': 'n2',
      server: 'https://s1:6443',
      'cluster-init': 'true',
    });
  });

  it('given a setting that this distribution does not have, pass over it as the engine does', () => {
    expect(merged(['--https-listen-port=7443', '--cluster-init=true', '--profile=cis'], [], 'rke2')).toEqual({
      profile: 'cis',
    });
    expect(merged(['--profile=cis', '--https-listen-port=7443'])).toEqual({ 'https-listen-port': '7443' });
  });

  it('are only those of the list: nothing with a secret but the endpoint, which is cut on its host', () => {
    expect(merged(['--token=K10secret::server:abc', '-t=abc', '--agent-token=x'])).toEqual({});
    expect(WRITTEN_NAMES.filter((name) => /token|^t$|s3|key|endpoint|auth/.test(name))).toEqual([
      'container-runtime-endpoint',
      ENDPOINT,
      'datastore-keyfile',
    ]);
  });
});

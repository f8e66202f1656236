import { describe, expect, it } from 'vitest';

import { runningSettings } from '../../../src/engine/config/running.ts';

/** As the engine writes them: files and flags put together, what is secret left out (k3s `pkg/nodeconfig/nodeconfig_test.go` has the form). */
const ARGS = [
  'server',
  '--token',
  '********',
  '--cluster-cidr',
  '10.9.0.0/16',
  '--kube-apiserver-arg',
  '--data-dir=/no',
  '--kubelet-arg',
  '-v=2',
  '--disable-etcd',
  '--secrets-encryption',
  'true',
  '--cluster-cidr',
  'fd00::/56',
  '--datastore-endpoint',
  '********',
  '-d',
  '/data',
  '--disable-apiserver',
];
const ENV = {
  K3S_URL: 'https://s1:6443',
  K3S_TOKEN: '********',
  K3S_DATASTORE_CAFILE: '********',
  K3S_DATA_DIR: '/env',
};

describe('the settings that an engine was started with', () => {
  it('are read from the annotations of its Node, flags before the environment', () => {
    expect(runningSettings('k3s', { args: JSON.stringify(ARGS), env: JSON.stringify(ENV) })).toEqual({
      'cluster-cidr': '10.9.0.0/16,fd00::/56',
      'disable-etcd': 'true',
      'secrets-encryption': 'true',
      'data-dir': '/data',
      'disable-apiserver': 'true',
      server: 'https://s1:6443',
    });
  });

  it.each([[undefined], ['no json'], ['{}'], ['null']])('given %j in their place, are not known', (args) => {
    expect(runningSettings('rke2', { args, env: '{}' })).toBeUndefined();
  });

  it('given no environment, are those of the flags', () => {
    expect(runningSettings('rke2', { args: '["server","--profile","cis"]', env: undefined })).toEqual({
      profile: 'cis',
    });
  });
});

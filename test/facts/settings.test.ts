import { describe, expect, it } from 'vitest';

import { changedSettings, configuredRoles, criticalSettings, listenersOf } from '../../src/facts/settings.ts';

describe('the settings that must match', () => {
  it('given a default that is written on one server only, are equal', () => {
    const written = {
      'cluster-cidr': '10.42.0.0/16',
      'cluster-dns': '10.43.0.10',
      'disable-kube-proxy': 'false',
      'supervisor-metrics': 'false',
    };
    expect(criticalSettings(written, 'rke2')).toEqual(criticalSettings({}, 'rke2'));
  });

  it('given another value, differ', () => {
    expect(criticalSettings({ 'service-cidr': '10.99.0.0/16' }, 'k3s')).not.toEqual(criticalSettings({}, 'k3s'));
  });

  it('given RKE2, always encrypt; given K3s, only when asked', () => {
    expect(criticalSettings({ 'secrets-encryption': 'false' }, 'rke2')['secrets-encryption']).toBe('true');
    expect(criticalSettings({}, 'k3s')['secrets-encryption']).toBe('false');
  });
});

describe('what a restart would change', () => {
  it('given a default that was written, or a flag that was taken back to no, is nothing', () => {
    const next = { 'cluster-cidr': '10.42.0.0/16', 'disable-etcd': 'false', 'secrets-encryption-provider': 'aescbc' };
    expect(changedSettings({}, next, 'rke2')).toEqual([]);
  });

  it('given other values, is each of them with what the engine was started with', () => {
    const running = { 'data-dir': '/data', 'cluster-dns': '10.43.0.10', 'disable-etcd': 'true' };
    expect(changedSettings(running, { 'cluster-dns': '10.43.0.11' }, 'k3s')).toEqual([
      { name: 'cluster-dns', running: '10.43.0.10', next: '10.43.0.11' },
      { name: 'data-dir', running: '/data', next: '' },
      { name: 'disable-etcd', running: 'true', next: 'false' },
    ]);
  });

  it('says nothing of an endpoint: what the engine runs with is not told', () => {
    expect(changedSettings({}, { 'datastore-endpoint': 'mysql://' }, 'k3s')).toEqual([]);
  });
});

describe('the listeners of a server', () => {
  it.each([
    ['rke2', {}, 'https://127.0.0.1:9345', 'https://127.0.0.1:6443'],
    ['rke2', { 'bind-address': '10.0.0.11' }, 'https://10.0.0.11:9345', 'https://10.0.0.11:6443'],
    ['rke2', { 'bind-address': '0.0.0.0' }, 'https://127.0.0.1:9345', 'https://127.0.0.1:6443'],
    ['k3s', { 'bind-address': 'fd00::1' }, 'https://[fd00::1]:6443', 'https://[fd00::1]:6443'],
    ['k3s', { 'https-listen-port': '7443' }, 'https://127.0.0.1:7443', 'https://127.0.0.1:7443'],
  ] as const)('given %s and %j, are %s and %s', (distribution, settings, supervisorUrl, apiserverUrl) => {
    expect(listenersOf(settings, distribution)).toEqual({ supervisorUrl, apiserverUrl });
  });
});

describe('the roles that a configuration names', () => {
  it.each([
    [{}, ['control-plane', 'etcd']],
    [{ 'disable-etcd': 'true' }, ['control-plane']],
    [{ 'disable-apiserver': 'true' }, ['etcd']],
    [{ 'disable-etcd': 'false' }, ['control-plane', 'etcd']],
  ])('given %j, are %j', (settings, roles) => {
    expect(configuredRoles(settings)).toEqual(roles);
  });
});

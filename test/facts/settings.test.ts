import { describe, expect, it } from 'vitest';

import {
  configuredRoles,
  criticalSettings,
  listenersOf,
  parseSettings,
  SETTING_NAMES,
} from '../../src/facts/settings.ts';

describe('the settings of a server', () => {
  it('are read from files and flags, the last one wins', () => {
    const lines = [
      'data-dir: "/data/rke2"',
      "cluster-cidr: '10.1.0.0/16'   # pods",
      'cluster-cidr: 10.2.0.0/16',
      '--data-dir=/srv/rke2',
      '--bind-address 10.0.0.11',
      '--disable-etcd',
    ];
    expect(parseSettings(lines)).toEqual({
      'data-dir': '/srv/rke2',
      'cluster-cidr': '10.2.0.0/16',
      'bind-address': '10.0.0.11',
      'disable-etcd': 'true',
    });
  });

  it('are only those of the list: a token is never among them', () => {
    expect(parseSettings(['token: K10secret::server:abc', '--token=abc', 'agent-token: x'])).toEqual({});
    expect(SETTING_NAMES.filter((name) => name.includes('token'))).toEqual([]);
  });

  it('keep a setting whose value is on the next lines as present and empty', () => {
    expect(parseSettings(['server:'])).toEqual({ server: '' });
  });
});

describe('the settings that must match', () => {
  it('given a default that is written on one server only, are equal', () => {
    const written = parseSettings([
      'cluster-cidr: 10.42.0.0/16',
      'cluster-dns: 10.43.0.10',
      'disable-kube-proxy: false',
    ]);
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

import { bracketed } from '../model/address.ts';
import type { Distribution } from '../model/cluster.ts';
import type { ChangedSetting } from '../model/facts.ts';
import type { Settings } from '../engine/config/merge.ts';
import { CRITICAL_NAMES, ENDPOINT, SETTINGS } from '../engine/config/setting-names.ts';

/** Settings that must match, with the engine's own defaults for unset settings, because unset and default are equal. */
export function criticalSettings(settings: Settings, distribution: Distribution): Settings {
  const serviceCidr = settings['service-cidr'] ?? '10.43.0.0/16';
  const defaults: Settings = {
    // RKE2 forces the setting on and hides it (failures.md B19).
    'secrets-encryption': distribution === 'rke2' ? 'true' : 'false',
    'secrets-encryption-provider': 'aescbc',
    'cluster-cidr': '10.42.0.0/16',
    'service-cidr': serviceCidr,
    'cluster-dns': serviceCidr === '10.43.0.0/16' ? '10.43.0.10' : `tenth of ${serviceCidr}`,
    'cluster-domain': 'cluster.local',
    'disable-kube-proxy': 'false',
    'disable-cloud-controller': 'false',
    'egress-selector-mode': 'agent',
    'embedded-registry': 'false',
    'supervisor-metrics': 'false',
    ...(distribution === 'rke2'
      ? { profile: '' }
      : {
          'disable-helm-controller': 'false',
          'disable-network-policy': 'false',
          'flannel-backend': 'vxlan',
          'flannel-ipv6-masq': 'false',
          'flannel-external-ip': 'false',
        }),
  };
  const pairs = CRITICAL_NAMES.filter((name) => name in defaults).map(
    (name) => [name, settings[name] ?? defaults[name] ?? ''] as const,
  );
  const critical: Record<string, string> = Object.fromEntries(pairs);
  if (distribution === 'rke2') critical['secrets-encryption'] = 'true';
  return critical;
}

/**
 * Settings changed by a restart, comparing the running settings with the settings for the next start. Nothing is known
 * about endpoints.
 */
export function changedSettings(
  running: Settings,
  next: Settings,
  distribution: Distribution,
): readonly ChangedSetting[] {
  const withDefaults = (settings: Settings): Settings => ({ ...settings, ...criticalSettings(settings, distribution) });
  const [now, then] = [withDefaults(running), withDefaults(next)];
  return SETTINGS.flatMap(({ name, kind }): readonly ChangedSetting[] => {
    const unset = kind === 'boolean' ? 'false' : '';
    const change = { name, running: now[name] ?? unset, next: then[name] ?? unset };
    return name === ENDPOINT || change.running === change.next ? [] : [change];
  });
}

/**
 * Addresses of a server's own listeners. An address that means every interface is queried on loopback (failures.md
 * B17).
 */
export function listenersOf(
  settings: Settings,
  distribution: Distribution,
): { readonly supervisorUrl: string; readonly apiserverUrl: string } {
  const bind = settings['bind-address'] ?? '';
  const everywhere = bind === '' || bind === '0.0.0.0' || bind === '::';
  const host = everywhere ? '127.0.0.1' : bracketed(bind);
  const port = settings['https-listen-port'] ?? '6443';
  const apiserverUrl = `https://${host}:${port}`;
  return { apiserverUrl, supervisorUrl: distribution === 'rke2' ? `https://${host}:9345` : apiserverUrl };
}

/** Roles from the configuration. The labels of the server's Node are more reliable. */
export function configuredRoles(settings: Settings): readonly ('control-plane' | 'etcd')[] {
  return [
    ...(settings['disable-apiserver'] === 'true' ? [] : (['control-plane'] as const)),
    ...(settings['disable-etcd'] === 'true' ? [] : (['etcd'] as const)),
  ];
}

import type { Distribution } from '../model/cluster.ts';

/** Settings of a server by name, the last one read wins. Only names of the list below ever leave a host: `token` is not among them. */
export type Settings = Readonly<Record<string, string>>;

/** Must be the same on all servers, or a restarted one does not come back (failures.md B14). */
const CRITICAL_NAMES = [
  'secrets-encryption-provider',
  'secrets-encryption',
  'cluster-cidr',
  'service-cidr',
  'cluster-dns',
  'cluster-domain',
  'disable-kube-proxy',
  'egress-selector-mode',
  'profile',
] as const;

/** What decides how a server is reached and what it runs. */
const PLACE_NAMES = [
  'server',
  'data-dir',
  'bind-address',
  'https-listen-port',
  'disable-apiserver',
  'disable-etcd',
  'node-name',
] as const;

/** Names that may be read from a configuration. A longer name comes before its own beginning. */
export const SETTING_NAMES: readonly string[] = [...CRITICAL_NAMES, ...PLACE_NAMES];

const LINE = /^(?:--)?([a-z-]+?)(?:\s*:\s*|=|\s+|$)(.*)$/;

/** Reads lines of config files (`name: value`) and flags (`--name=value`, `--name value`, `--name`) in the order in which they apply. */
export function parseSettings(lines: readonly string[]): Settings {
  const settings: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined || !SETTING_NAMES.includes(name)) continue;
    const plain = value
      .replace(/\s+#.*$/, '')
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
    settings[name] = plain === '' && line.startsWith('--') ? 'true' : plain;
  }
  return settings;
}

/** Settings that must match, with the engine's own defaults where nothing is written: unset and default are the same. */
export function criticalSettings(settings: Settings, distribution: Distribution): Settings {
  const serviceCidr = settings['service-cidr'] ?? '10.43.0.0/16';
  const defaults: Settings = {
    // RKE2 forces it on and hides the setting (failures.md B19).
    'secrets-encryption': distribution === 'rke2' ? 'true' : 'false',
    'secrets-encryption-provider': 'aescbc',
    'cluster-cidr': '10.42.0.0/16',
    'service-cidr': serviceCidr,
    'cluster-dns': serviceCidr === '10.43.0.0/16' ? '10.43.0.10' : `tenth of ${serviceCidr}`,
    'cluster-domain': 'cluster.local',
    'disable-kube-proxy': 'false',
    'egress-selector-mode': 'agent',
    profile: '',
  };
  const pairs = CRITICAL_NAMES.map((name) => [name, settings[name] ?? defaults[name] ?? ''] as const);
  const critical: Record<string, string> = Object.fromEntries(pairs);
  if (distribution === 'rke2') critical['secrets-encryption'] = 'true';
  return critical;
}

/** Where a server's own listeners are. An address that means every interface is asked on loopback (failures.md B17). */
export function listenersOf(
  settings: Settings,
  distribution: Distribution,
): { readonly supervisorUrl: string; readonly apiserverUrl: string } {
  const bind = settings['bind-address'] ?? '';
  const everywhere = bind === '' || bind === '0.0.0.0' || bind === '::';
  const host = everywhere ? '127.0.0.1' : bind.includes(':') ? `[${bind}]` : bind;
  const port = settings['https-listen-port'] ?? '6443';
  const apiserverUrl = `https://${host}:${port}`;
  return { apiserverUrl, supervisorUrl: distribution === 'rke2' ? `https://${host}:9345` : apiserverUrl };
}

/** Roles by configuration; the labels of its Node say more surely what a server runs. */
export function configuredRoles(settings: Settings): readonly ('control-plane' | 'etcd')[] {
  return [
    ...(settings['disable-apiserver'] === 'true' ? [] : (['control-plane'] as const)),
    ...(settings['disable-etcd'] === 'true' ? [] : (['etcd'] as const)),
  ];
}

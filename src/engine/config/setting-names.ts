import type { Distribution } from '../../model/cluster.ts';

/** The engine keeps the last value of a setting, every given value, or a boolean. */
type SettingKind = 'single' | 'list' | 'boolean';

/** A setting of `rke2 server` and `k3s server` needed by keyturn. */
interface Setting {
  readonly name: string;
  readonly kind: SettingKind;
  /** The one-letter name, also valid in a configuration file. */
  readonly alias?: string;
  /** Name of the environment variable, without `RKE2_` or `K3S_`. */
  readonly environment?: string;
  /** The only distribution with this setting. The other distribution ignores the setting. */
  readonly only?: Distribution;
}

/**
 * Settings that must be equal on every server. The list is the engine's own (k3s `pkg/daemons/config/types.go`,
 * `CriticalControlArgs`), plus `disable-kube-proxy` and `profile`, which the engine does not compare. A restarted
 * server with a difference does not come back (failures.md B14).
 */
const CRITICAL: readonly Setting[] = [
  { name: 'secrets-encryption-provider', kind: 'single' },
  { name: 'secrets-encryption', kind: 'boolean' },
  { name: 'cluster-cidr', kind: 'list' },
  { name: 'service-cidr', kind: 'list' },
  { name: 'cluster-dns', kind: 'list' },
  { name: 'cluster-domain', kind: 'single' },
  { name: 'disable-kube-proxy', kind: 'boolean' },
  { name: 'disable-cloud-controller', kind: 'boolean' },
  { name: 'disable-helm-controller', kind: 'boolean', only: 'k3s' },
  { name: 'disable-network-policy', kind: 'boolean', only: 'k3s' },
  { name: 'egress-selector-mode', kind: 'single' },
  { name: 'embedded-registry', kind: 'boolean' },
  { name: 'flannel-backend', kind: 'single', only: 'k3s' },
  { name: 'flannel-ipv6-masq', kind: 'boolean', only: 'k3s' },
  { name: 'flannel-external-ip', kind: 'boolean', only: 'k3s' },
  { name: 'supervisor-metrics', kind: 'boolean' },
  { name: 'profile', kind: 'single', environment: 'CIS_PROFILE', only: 'rke2' },
];

/** Settings for how a server is reached, what the server runs, and where its data are. */
const PLACE: readonly Setting[] = [
  { name: 'server', kind: 'single', alias: 's', environment: 'URL' },
  { name: 'data-dir', kind: 'single', alias: 'd', environment: 'DATA_DIR' },
  { name: 'bind-address', kind: 'single' },
  { name: 'https-listen-port', kind: 'single', only: 'k3s' },
  { name: 'disable-apiserver', kind: 'boolean' },
  { name: 'disable-etcd', kind: 'boolean' },
  { name: 'node-name', kind: 'single', environment: 'NODE_NAME' },
  { name: 'with-node-id', kind: 'boolean' },
  { name: 'container-runtime-endpoint', kind: 'single' },
  { name: 'cluster-init', kind: 'boolean', environment: 'CLUSTER_INIT', only: 'k3s' },
  { name: 'kine-tls', kind: 'boolean' },
  { name: 'datastore-endpoint', kind: 'single', environment: 'DATASTORE_ENDPOINT' },
  { name: 'datastore-cafile', kind: 'single', environment: 'DATASTORE_CAFILE' },
  { name: 'datastore-certfile', kind: 'single', environment: 'DATASTORE_CERTFILE' },
  { name: 'datastore-keyfile', kind: 'single', environment: 'DATASTORE_KEYFILE' },
];

/** Settings that the security guide asks for, beside `profile`. */
const HARDENING: readonly Setting[] = [
  { name: 'selinux', kind: 'boolean', environment: 'SELINUX' },
  { name: 'protect-kernel-defaults', kind: 'boolean' },
  {
    name: 'pod-security-admission-config-file',
    kind: 'single',
    environment: 'POD_SECURITY_ADMISSION_CONFIG_FILE',
    only: 'rke2',
  },
  { name: 'audit-policy-file', kind: 'single', environment: 'AUDIT_POLICY_FILE', only: 'rke2' },
];

/**
 * All settings that may leave a host. `token` is not listed, and the only listed setting with a secret is `ENDPOINT`.
 */
export const SETTINGS: readonly Setting[] = [...CRITICAL, ...PLACE, ...HARDENING];

/**
 * The endpoint can contain a password. Only the scheme of its value leaves the host, as `mysql://`, or `other` without
 * a scheme. URLs of an etcd leave the host whole, because keyturn queries etcd there. An etcd URL with a user in it is
 * masked like any other value.
 */
export const ENDPOINT = 'datastore-endpoint';
/** One or several URLs of an etcd. */
export const ETCD_URLS = 'https?:\\/\\/([]A-Za-z0-9.:_,[-]|\\/)+';

export const CRITICAL_NAMES: readonly string[] = CRITICAL.map(({ name }) => name);

/** Every spelling of a listed setting as a key or a flag. */
export const WRITTEN_NAMES: readonly string[] = SETTINGS.flatMap(({ name, alias }) =>
  alias === undefined ? [name] : [name, alias],
);

/** Boolean flags. A word after a boolean flag is not its value. */
export const BOOLEAN_NAMES: readonly string[] = SETTINGS.filter(({ kind }) => kind === 'boolean').map(
  ({ name }) => name,
);

/** Suffixes of the environment variables for the listed settings. */
export const VARIABLES: readonly string[] = SETTINGS.flatMap(({ environment }) => environment ?? []);

/** Name of an environment variable of the engine's unit. */
export function variableOf(distribution: Distribution, suffix: string): string {
  return `${distribution.toUpperCase()}_${suffix}`;
}

/** The setting with this spelling, or `undefined` for an unlisted setting or one missing from this distribution. */
export function settingOf(written: string, distribution: Distribution): Setting | undefined {
  const setting = SETTINGS.find(({ name, alias }) => name === written || alias === written);
  return setting?.only === undefined || setting.only === distribution ? setting : undefined;
}

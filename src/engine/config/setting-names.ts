import type { Distribution } from '../../model/cluster.ts';

/** How the engine takes a setting: the last value, every value it was given, or yes and no. */
type SettingKind = 'single' | 'list' | 'boolean';

/** A setting of `rke2 server` and `k3s server` that keyturn has to know. */
interface Setting {
  readonly name: string;
  readonly kind: SettingKind;
  /** The one-letter name, which counts in a configuration file as well. */
  readonly alias?: string;
  /** Name of its environment variable, without `RKE2_` or `K3S_`. */
  readonly environment?: string;
  /** The other distribution does not have it and passes over it. */
  readonly only?: Distribution;
}

/**
 * What every server must have alike: the engine's own list (k3s `pkg/daemons/config/types.go`, `CriticalControlArgs`), and of what it does
 * not compare `disable-kube-proxy` and `profile`. A restarted server that differs does not come back (failures.md B14).
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

/** What decides how a server is reached, what it runs, and where its data are. */
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

/** All that may leave a host. `token` is not among them, nor anything else that holds a secret but the one below. */
export const SETTINGS: readonly Setting[] = [...CRITICAL, ...PLACE];

/**
 * Holds a password: of its value only the scheme leaves the host, as `mysql://`, or `other` where it has none. URLs of an etcd leave it as they
 * are, because that is where it is asked; one with a user in it is as any other value.
 */
export const ENDPOINT = 'datastore-endpoint';
/** Such URLs, one or several. */
export const ETCD_URLS = 'https?:\\/\\/([]A-Za-z0-9.:_,[-]|\\/)+';

export const CRITICAL_NAMES: readonly string[] = CRITICAL.map(({ name }) => name);

/** Every way in which a listed setting may be written as a key or a flag. */
export const WRITTEN_NAMES: readonly string[] = SETTINGS.flatMap(({ name, alias }) =>
  alias === undefined ? [name] : [name, alias],
);

/** Flags that stand alone: a word after them is not their value. */
export const BOOLEAN_NAMES: readonly string[] = SETTINGS.filter(({ kind }) => kind === 'boolean').map(
  ({ name }) => name,
);

/** Suffixes of the environment variables that set one of the list. */
export const VARIABLES: readonly string[] = SETTINGS.flatMap(({ environment }) => environment ?? []);

/** What an environment variable of the engine's unit is called. */
export function variableOf(distribution: Distribution, suffix: string): string {
  return `${distribution.toUpperCase()}_${suffix}`;
}

/** The setting that is written so; `undefined`: it is none of the list, or this distribution does not have it. */
export function settingOf(written: string, distribution: Distribution): Setting | undefined {
  const setting = SETTINGS.find(({ name, alias }) => name === written || alias === written);
  return setting?.only === undefined || setting.only === distribution ? setting : undefined;
}

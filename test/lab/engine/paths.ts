/** RKE2's own places. */
const DATA = '/var/lib/rancher/rke2';
const SERVER = `${DATA}/server`;
export const TLS = `${SERVER}/tls`;
export const ETCD_TLS = `${TLS}/etcd`;
export const TOKEN = `${SERVER}/token`;
export const ENCRYPTION_CONFIG = `${SERVER}/cred/encryption-config.json`;
export const ENCRYPTION_STATE = `${SERVER}/cred/encryption-state.json`;
export const ETCD = `${SERVER}/db/etcd`;
export const SNAPSHOTS = `${SERVER}/db/snapshots`;
export const MANIFESTS = `${DATA}/agent/pod-manifests`;
export const KUBECONFIG = '/etc/rancher/rke2/rke2.yaml';

/** The lab's. */
export const BINARIES = '/opt/keyturn-lab/bin';
export const RUN = '/run/keyturn-lab';

import { existsSync } from 'node:fs';

import { ENGINES } from '../../../src/engine/distribution.ts';
import type { Distribution } from '../../../src/model/cluster.ts';

/** Which of the two this host has been furnished as. */
export const DISTRIBUTION: Distribution = existsSync(ENGINES.k3s.configDirectory) ? 'k3s' : 'rke2';
export const ENGINE = ENGINES[DISTRIBUTION];

/** K3s has its apiserver behind the port of its supervisor, for its own host alone. */
export const APISERVER_PORT = ENGINE.apiserverIsStaticPod ? 6443 : 6444;

/** The engine's own places. */
export const CONFIG = `${ENGINE.configDirectory}/config.yaml`;
const DATA = ENGINE.defaultDataDir;
export const SERVER = `${DATA}/server`;
export const TLS = `${SERVER}/tls`;
export const ETCD_TLS = `${TLS}/etcd`;
export const TOKEN = `${SERVER}/token`;
export const ENCRYPTION_CONFIG = `${SERVER}/cred/encryption-config.json`;
export const ENCRYPTION_STATE = `${SERVER}/cred/encryption-state.json`;
export const ETCD = `${SERVER}/db/etcd`;
export const SNAPSHOTS = `${SERVER}/db/snapshots`;
export const MANIFESTS = `${DATA}/agent/pod-manifests`;
export const KUBECONFIG = `${ENGINE.configDirectory}/${ENGINE.binaryName}.yaml`;
/** From its own working directory, as K3s has it. */
export const KINE_SOCKET = `${SERVER}/kine.sock`;

/** The lab's. */
export const BINARIES = '/opt/keyturn-lab/bin';
export const RUN = '/run/keyturn-lab';

import { engineEtcdFiles, type ApiserverTarget, type EtcdTarget } from '../../src/cluster/target.ts';
import type { EngineTarget } from '../../src/engine/target.ts';

const DATA_DIR = '/var/lib/rancher/rke2';

export const APISERVER: ApiserverTarget = { url: 'https://127.0.0.1:6443', dataDir: DATA_DIR };
export const ETCD: EtcdTarget = { kind: 'etcd', url: 'https://127.0.0.1:2382', tls: engineEtcdFiles(DATA_DIR) };
export const ENGINE: EngineTarget = {
  distribution: 'rke2',
  binary: '/usr/local/bin/rke2',
  dataDir: DATA_DIR,
  supervisorUrl: 'https://127.0.0.1:9345',
};

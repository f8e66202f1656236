import type { Distribution } from '../model/cluster.ts';

/** Where RKE2 and K3s differ (engine.md, first table). RKE2 takes the engine itself from K3s. */
export interface EngineNames {
  /** systemd unit of a server. */
  readonly unit: string;
  /** systemd unit of a worker. */
  readonly agentUnit: string;
  /** Name of the binary, without a directory. */
  readonly binaryName: string;
  readonly defaultDataDir: string;
  /** Holds `config.yaml` and `config.yaml.d/`. */
  readonly configDirectory: string;
  readonly supervisorPort: number;
  /** Annotation of a Node with `<stage>-<sha256>` of its encryption file. */
  readonly annotation: string;
  /** The kube-apiserver is a static pod. The pod outlives a restart of the service and finds a new file by polling. */
  readonly apiserverIsStaticPod: boolean;
  /** Secrets are encrypted without any setting. */
  readonly encryptsAlways: boolean;
}

/** One row per distribution. */
export const ENGINES: Readonly<Record<Distribution, EngineNames>> = {
  rke2: {
    unit: 'rke2-server.service',
    agentUnit: 'rke2-agent.service',
    binaryName: 'rke2',
    defaultDataDir: '/var/lib/rancher/rke2',
    configDirectory: '/etc/rancher/rke2',
    supervisorPort: 9345,
    annotation: 'rke2.io/encryption-config-hash',
    apiserverIsStaticPod: true,
    encryptsAlways: true,
  },
  k3s: {
    unit: 'k3s.service',
    agentUnit: 'k3s-agent.service',
    binaryName: 'k3s',
    defaultDataDir: '/var/lib/rancher/k3s',
    configDirectory: '/etc/rancher/k3s',
    supervisorPort: 6443,
    annotation: 'k3s.io/encryption-config-hash',
    apiserverIsStaticPod: false,
    encryptsAlways: false,
  },
};

/** The kubelet's settings as RKE2 writes them (rke2-docs `cis_self_assessment112.md`), with `DATA` for the directory. */
export const KUBELET_SETTINGS = `address: 0.0.0.0
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 2m0s
    enabled: true
  x509:
    clientCAFile: DATA/agent/client-ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 5m0s
    cacheUnauthorizedTTL: 30s
cgroupDriver: systemd
clusterDNS:
- 10.43.0.10
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/k3s/containerd/containerd.sock
cpuManagerReconcilePeriod: 10s
crashLoopBackOff: {}
evictionHard:
  imagefs.available: 5%
  nodefs.available: 5%
evictionMinimumReclaim:
  imagefs.available: 10%
  nodefs.available: 10%
evictionPressureTransitionPeriod: 5m0s
failSwapOn: false
fileCheckFrequency: 20s
healthzBindAddress: 127.0.0.1
httpCheckFrequency: 20s
imageMaximumGCAge: 0s
imageMinimumGCAge: 2m0s
kind: KubeletConfiguration
logging:
  flushFrequency: 5s
  format: text
  options:
    json:
      infoBufferSize: "0"
    text:
      infoBufferSize: "0"
  verbosity: 0
memorySwap: {}
nodeStatusReportFrequency: 5m0s
nodeStatusUpdateFrequency: 10s
protectKernelDefaults: true
resolvConf: /run/systemd/resolve/resolv.conf
runtimeRequestTimeout: 2m0s
serializeImagePulls: false
shutdownGracePeriod: 0s
shutdownGracePeriodCriticalPods: 0s
staticPodPath: DATA/agent/pod-manifests
streamingConnectionIdleTimeout: 4h0m0s
syncFrequency: 1m0s
tlsCertFile: DATA/agent/serving-kubelet.crt
tlsPrivateKeyFile: DATA/agent/serving-kubelet.key
volumeStatsAggPeriod: 1m0s
`;

/** etcd's configuration as RKE2 writes it (the same source), with `DATA`, `ADDRESS` and `NAME`. */
export const ETCD_CONFIGURATION = `advertise-client-urls: https://ADDRESS:2379
client-transport-security:
  cert-file: DATA/server/tls/etcd/server-client.crt
  client-cert-auth: true
  key-file: DATA/server/tls/etcd/server-client.key
  trusted-ca-file: DATA/server/tls/etcd/server-ca.crt
data-dir: DATA/server/db/etcd
election-timeout: 5000
experimental-initial-corrupt-check: true
experimental-watch-progress-notify-interval: 5000000000
heartbeat-interval: 500
initial-advertise-peer-urls: https://ADDRESS:2380
initial-cluster: NAME=https://ADDRESS:2380
initial-cluster-state: new
listen-client-http-urls: https://127.0.0.1:2382
listen-client-urls: https://127.0.0.1:2379,https://ADDRESS:2379
listen-metrics-urls: http://127.0.0.1:2381
listen-peer-urls: https://127.0.0.1:2380,https://ADDRESS:2380
log-outputs:
- stderr
logger: zap
name: NAME
peer-transport-security:
  cert-file: DATA/server/tls/etcd/peer-server-client.crt
  client-cert-auth: true
  key-file: DATA/server/tls/etcd/peer-server-client.key
  trusted-ca-file: DATA/server/tls/etcd/peer-ca.crt
snapshot-count: 10000
socket-options:
  reuse-address: true
  reuse-port: true
`;

/** A policy as the security guide asks for. */
export const METADATA_AUDIT_POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: Metadata
`;

/** The Pod Security configuration of RKE2 v1.36 (rke2 `psa.go`), with and without a CIS profile. */
export function podSecurityConfiguration(restricted: boolean): string {
  const [level, exempt] = restricted
    ? ['restricted', 'kube-system, compliance-operator-system, tigera-operator']
    : ['privileged', ''];
  const more = restricted
    ? ['audit: "restricted"', 'audit-version: "latest"', 'warn: "restricted"', 'warn-version: "latest"']
    : [];
  return [
    'apiVersion: apiserver.config.k8s.io/v1',
    'kind: AdmissionConfiguration',
    'plugins:',
    '- name: PodSecurity',
    '  configuration:',
    '    apiVersion: pod-security.admission.config.k8s.io/v1beta1',
    '    kind: PodSecurityConfiguration',
    '    defaults:',
    `      enforce: "${level}"`,
    '      enforce-version: "latest"',
    ...more.map((line) => `      ${line}`),
    '    exemptions:',
    '      usernames: []',
    '      runtimeClasses: []',
    `      namespaces: [${exempt}]`,
    '',
  ].join('\n');
}

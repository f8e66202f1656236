import type { Role, Cluster } from '../../src/model/cluster.ts';
import type { Event } from '../../src/model/event.ts';
import { gatherFacts } from '../../src/facts/gather.ts';
import { SAMPLE_FACTS, sampleCluster } from '../support/sample-facts.ts';
import { scriptedFleet, stillContext, type Script } from './scripted-fleet.ts';

export const NOW = 1_764_000_000_000;
export const HASH = 'a'.repeat(64);
export const FILE = '/var/lib/rancher/rke2/server/cred/encryption-config.json';
export const ROLES: Readonly<Record<string, readonly Role[]>> = {
  s1: ['control-plane', 'etcd'],
  s2: ['control-plane'],
  s3: ['etcd'],
};
export const CLUSTER: Cluster = sampleCluster(SAMPLE_FACTS.three);

export function ok(body: unknown): string {
  return `${JSON.stringify(body)}\n200`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

export function node(name: string) {
  const roles = ROLES[name] ?? [];
  const plane = roles.includes('control-plane');
  return {
    metadata: {
      name,
      labels: Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, 'true'])),
      annotations: plane ? { 'rke2.io/encryption-config-hash': `start-${HASH}` } : {},
    },
    status: {
      conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: '2026-11-24T01:59:00Z' }],
      nodeInfo: { kubeletVersion: 'v1.36.3+rke2r1' },
    },
  };
}

const NODES = ok({ items: Object.keys(ROLES).map(node) });
const MEMBERS = ok({
  members: [
    { ID: '1', name: 's1-0a1b2c3d' },
    { ID: '3', name: 's3-ffeeddcc' },
  ],
});
export const FILES = [
  `@sha256\n${HASH}  ${FILE}`,
  '@stat\n1700000000 600 root:root',
  '@names\n"resources":["secrets"]\n"aescbc":{\n"name":"aescbckey"\n"identity":{',
  `@again\n${HASH}  ${FILE}`,
  `@state\nstart-${HASH}`,
  '@end\n',
].join('\n');
/** Two Secrets, one of them not encrypted. */
const RANGE = [
  '"revision":"4711"',
  `"key":"${base64('/registry/secrets/a/one')}"`,
  `"value":"${base64('k8s:enc:aescbc:v1:aescbckey:0123456789abcdef')}`,
  `"key":"${base64('/registry/secrets/a/two')}"`,
  `"value":"${base64('k8s\0plain')}`,
  '"count":"2"\n',
].join('\n');
/** One sealed copy, of the file of before. */
const SEALED = `@count\n1\n@copy\n${'c'.repeat(64)}  /var/lib/keyturn/sealed/0123456789ab/before/encryption-config.json\n1700000000\n"aescbc":{\n"name":"aescbckey"\n"identity":{\n@end\n`;
const STATUS = '{"stage":"start","activekey":"AES-CBC aescbckey","enable":true,"hashmatch":true}';

/** A host that answers everything as a healthy server of its name does. */
export function healthy(name: string, changes: Script = []): Script {
  const server = name === 's1' ? '' : '=server: https://s1:9345\n';
  const roles = ROLES[name] ?? [];
  const etcd = roles.includes('etcd') ? '@etcd\nlisten-client-http-urls: https://127.0.0.1:2382\n' : '';
  const unit =
    'ActiveState=active\nSubState=running\nNRestarts=1\nInvocationID=i\nExecStart={ path=/opt/rke2/bin/rke2 ; }';
  const details = `@from\n1764000000.5\n@version\nrke2 version v1.36.3+rke2r1 (abc)\n@token\npresent\nfedcba9876543210\n@free\n/dev/x 9 9 1000 1% /\n${etcd}@to\n1764000000.7\n@end\n`;
  return [
    ...changes,
    [
      '@hostname',
      `@hostname\n${name}\n@config\nF 1 /etc/rancher/rke2/config.yaml\n${server}${roles.includes('control-plane') ? '' : '=disable-apiserver: true\n'}@flags\n@tools\n@end\n`,
    ],
    ['@version', details],
    ['@started', '@started\n1764000000\n@unit\nNeedDaemonReload=no\n@certificates\n@end\n'],
    ['interlockDirectory', 'now 1764000000\nend\n'],
    ['systemctl show', unit],
    ['@count', SEALED],
    ['encryption-config.json', FILES],
    ['secrets-encrypt status', STATUS],
    ['/readyz', 'ok\n200'],
    ['/metrics', `apiserver_encryption_config_controller_last_config_info{hash="sha256:${HASH}"} 1\n`],
    ['/api/v1/nodes', NODES],
    ['kube-node-lease', ok({ items: [{ metadata: { name: 's1' }, spec: { renewTime: '2026-11-24T01:59:59Z' } }] })],
    ['/v3/maintenance/status', ok({ version: '3.6.14', dbSize: '100', dbSizeInUse: '50', leader: '1' })],
    ['/v3/cluster/member/list', MEMBERS],
    ['/v3/maintenance/alarm', ok({})],
    ['/v3/kv/range', RANGE],
    ['/health', '{"health":"true"}\n200'],
    ['webhookconfigurations', ok({ items: [] })],
    ['validatingadmissionpolicies', 'not found\n404'],
    ['upgrade.cattle.io', 'not found\n404'],
    ['daemonsets', ok({ items: [] })],
  ];
}

/** Facts of these hosts, with what was sent and told. */
export function gather(changes: Readonly<Record<string, Script>> = {}) {
  const names = Object.keys(ROLES);
  const { fleet, sent } = scriptedFleet(Object.fromEntries(names.map((name) => [name, healthy(name, changes[name])])));
  const events: Event[] = [];
  const result = gatherFacts({
    context: stillContext(NOW),
    cluster: CLUSTER,
    fleet,
    emit: (event) => {
      events.push(event);
    },
  });
  return { result, sent, events };
}

/** Facts of these hosts; throws where there are none. */
export async function factsOf(changes: Readonly<Record<string, Script>> = {}) {
  const gathered = await gather(changes).result;
  if (!gathered.ok) throw new Error(JSON.stringify(gathered.failure));
  return gathered.value;
}

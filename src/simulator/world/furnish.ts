import { randomUUID } from 'node:crypto';

import { unreachable } from '../../model/unreachable.ts';
import { parseConfig } from '../engine/encryption-config.ts';
import { configFiles } from '../engine/config-files.ts';
import type { SimulatedCluster } from './cluster.ts';
import { showHostActors } from './other-actors.ts';
import { upAndRunning } from '../engine/texts.ts';
import { crictl } from './programs/crictl.ts';
import { curl } from './programs/curl.ts';
import { engine } from './programs/engine.ts';
import { journalctl } from './programs/journalctl.ts';
import { sqlite3 } from './programs/sqlite3.ts';
import { systemctl } from './programs/systemctl.ts';
import { hardenedSettings, writeHostState } from './harden.ts';
import { internalAddressOf } from './node-json.ts';
import { systemdRun } from './programs/systemd-run.ts';
import type { SimulatedServer } from './server.ts';

/**
 * Puts a server's files, Node and programs in place, and starts its apiserver, as on a cluster that has run for a
 * while.
 */
export function furnish(cluster: SimulatedCluster, server: SimulatedServer): void {
  writeFiles(cluster, server);
  const labels = server.roles.map((role) => [`node-role.kubernetes.io/${role}`, 'true']);
  cluster.nodes.set(server.nodeName, {
    name: server.nodeName,
    labels: Object.fromEntries(labels) as Record<string, string>,
    annotations: {},
    ready: true,
    heartbeatMs: server.now(),
    unschedulable: cluster.faults.has('cordoned', server.name),
    kubeletVersion: server.version,
    bootId: server.bootId,
    addresses: [
      { type: 'InternalIP', address: internalAddressOf(server.name) },
      { type: 'Hostname', address: server.name },
    ],
  });
  server.annotateSettings();
  if (server.apiserver !== undefined) {
    const { stage, sha256 } = server.state();
    server.annotate(stage, sha256);
    server.apiserver.start();
  }
  showHostActors(cluster, server);
  for (const line of upAndRunning(server.printer(), server.name)) server.log(line);
  server.programs.set('systemctl', systemctl(cluster, server));
  server.programs.set('systemd-run', systemdRun(cluster, server));
  server.programs.set('journalctl', journalctl(server));
  server.programs.set('curl', curl(cluster, server));
  if (!cluster.faults.has('no-sqlite3', server.name)) server.programs.set('sqlite3', sqlite3(cluster, server));
  server.programs.set(`/usr/local/bin/${cluster.distribution}`, engine(cluster, server));
  server.programs.set(cluster.distribution, engine(cluster, server));
  if (cluster.distribution === 'rke2') server.programs.set(`${server.dataDir}/bin/crictl`, crictl(cluster, server));
}

/** The Node of a server that left the cluster, not deleted since. The annotation no longer changes. */
export function leaveStaleNode(cluster: SimulatedCluster, name: string): void {
  cluster.nodes.set(name, {
    name,
    labels: { 'node-role.kubernetes.io/control-plane': 'true', 'node-role.kubernetes.io/etcd': 'true' },
    annotations: { [`${cluster.distribution}.io/encryption-config-hash`]: cluster.bootstrap.state },
    ready: false,
    heartbeatMs: cluster.time.now() - 86_400_000,
    unschedulable: false,
    kubeletVersion: cluster.version,
    bootId: randomUUID(),
    addresses: [{ type: 'Hostname', address: name }],
  });
}

function writeFiles(cluster: SimulatedCluster, server: SimulatedServer): void {
  const { files, dataDir } = server;
  const root = { mode: 0o600, owner: 'root:root' };
  // The installation lies in the past, so an apiserver that starts now starts after its file was written.
  const past = server.now() - 86_400_000;
  for (const [name, text] of configFiles(cluster.configForm, settingsOf(cluster, server))) {
    files.write(`/etc/rancher/${cluster.distribution}/${name}`, text, { ...root, mtimeMs: past, ctimeMs: past });
  }
  files.write('/proc/sys/kernel/random/boot_id', `${server.bootId}\n`);
  if (server.nodeId !== undefined) files.write('/etc/rancher/node/id', `${server.nodeId}\n`);
  files.write(`${dataDir}/server/token`, 'K10::server:never-read', root);
  for (const name of [
    'server-ca.crt',
    'client-admin.crt',
    'client-admin.key',
    'etcd/server-ca.crt',
    'etcd/client.crt',
    'etcd/client.key',
  ]) {
    files.write(`${dataDir}/server/tls/${name}`, 'simulated\n', root);
  }
  if (server.roles.includes('etcd')) {
    files.write(`${dataDir}/server/db/etcd/name`, cluster.etcd.memberOf(server.name)?.name ?? '', root);
  }
  if (cluster.usesKine) files.write(server.kineSocket, '', root);
  if (cluster.datastore === 'sqlite') files.write(server.databasePath, 'SQLite format 3\0', { ...root, mode: 0o644 });
  if (cluster.datastore === 'external-etcd') {
    for (const name of ['ca.crt', 'client.crt', 'client.key'])
      files.write(`${EXTERNAL_TLS}/${name}`, 'simulated\n', root);
  }
  // Every server takes the files from the datastore, an etcd-only server too.
  files.write(server.configPath, cluster.bootstrap.config, { ...root, mtimeMs: past, ctimeMs: past });
  files.write(server.statePath, cluster.bootstrap.state, { ...root, mtimeMs: past, ctimeMs: past });
  writeHostState(cluster, server);
  if (!server.roles.includes('control-plane')) return;
  if (cluster.distribution === 'rke2') {
    const manifest = [
      `    - --encryption-provider-config=${server.configPath}`,
      '    - --encryption-provider-config-automatic-reload=true',
      '',
    ].join('\n');
    files.write(`${dataDir}/agent/pod-manifests/kube-apiserver.yaml`, manifest, root);
  }
}

/** Certificates of a client of the external etcd. */
const EXTERNAL_TLS = '/etc/rancher/etcd-client';

/** The settings of a server for its datastore. */
function datastoreSettings(cluster: SimulatedCluster, server: SimulatedServer): Readonly<Record<string, unknown>> {
  switch (cluster.datastore) {
    case 'etcd':
      return {
        ...(server === cluster.hosts[0] ? {} : { server: `https://${cluster.hosts[0]?.name}:9345` }),
        ...(server.roles.includes('etcd') ? {} : { 'disable-etcd': true }),
        ...(cluster.distribution === 'k3s' ? { 'cluster-init': true } : {}),
      };
    case 'sqlite':
      return cluster.distribution === 'rke2' ? { 'disable-etcd': true } : {};
    case 'kine-sql':
      return { 'datastore-endpoint': 'mysql://k3s:never-read@tcp(db.example:3306)/k3s' };
    case 'external-etcd':
      return {
        'datastore-endpoint': cluster.etcd.members.map((member) => `https://${member.server}:2379`).join(','),
        'datastore-cafile': `${EXTERNAL_TLS}/ca.crt`,
        'datastore-certfile': `${EXTERNAL_TLS}/client.crt`,
        'datastore-keyfile': `${EXTERNAL_TLS}/client.key`,
      };
    default:
      return unreachable(cluster.datastore);
  }
}

/** The configuration of this server. */
function settingsOf(cluster: SimulatedCluster, server: SimulatedServer): Readonly<Record<string, unknown>> {
  const plane = server.roles.includes('control-plane');
  return {
    token: 'never-read-'.repeat(3),
    'agent-token': 'never-read-'.repeat(2),
    'node-label': [`example.com/host=${server.name}`],
    ...datastoreSettings(cluster, server),
    ...(plane ? {} : { 'disable-apiserver': true, 'disable-controller-manager': true, 'disable-scheduler': true }),
    ...(cluster.distribution === 'k3s' ? { 'secrets-encryption': true } : {}),
    ...(parseConfig(cluster.bootstrap.config).provider === 'secretbox'
      ? { 'secrets-encryption-provider': 'secretbox' }
      : {}),
    ...(cluster.dataDir === undefined ? {} : { 'data-dir': cluster.dataDir }),
    ...(server.nodeId === undefined ? {} : { 'with-node-id': true }),
    ...(cluster.hardened ? hardenedSettings(cluster, server) : {}),
  };
}

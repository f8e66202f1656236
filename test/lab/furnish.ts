import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { stringify } from 'yaml';

import type { Distribution } from '../../src/model/cluster.ts';
import { must } from './command.ts';
import { TREE, type ClusterPlan, type HostPlan } from './layout.ts';

const ENGINE_FILES = join(TREE, 'test/lab/engine/files');
const VERSIONS: Readonly<Record<Distribution, string>> = { rke2: 'v1.36.3+rke2r1', k3s: 'v1.36.3+k3s1' };

/** A host's own disk: the image, and what makes it a server of this cluster. Made once; the engine's files are put anew each time. */
export function furnish(plan: ClusterPlan, host: HostPlan, image: string): void {
  if (!existsSync(host.root)) {
    const unfinished = `${host.root}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(dirname(host.root), { recursive: true });
    must('cp', ['--archive', '--reflink=auto', image, unfinished]);
    identify(plan, { ...host, root: unfinished });
    must('mv', [unfinished, host.root]);
  }
  const put = (name: string, to: string, mode: number): void => {
    copyFileSync(join(ENGINE_FILES, name), join(host.root, to));
    chmodSync(join(host.root, to), mode);
  };
  const { unit, binaryName, defaultDataDir, apiserverIsStaticPod } = host.engine;
  put('engine', `usr/local/bin/${binaryName}`, 0o755);
  put(unit, `etc/systemd/system/${unit}`, 0o644);
  if (apiserverIsStaticPod) put('crictl', `${defaultDataDir}/bin/crictl`, 0o755);
}

function identify(plan: ClusterPlan, host: HostPlan): void {
  const at = (path: string): string => join(host.root, path);
  const write = (path: string, content: string, mode = 0o644): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content, { mode });
  };
  const { unit, defaultDataDir, configDirectory } = host.engine;
  for (const program of ['node', 'etcd', 'kine', 'kube-apiserver']) write(`opt/keyturn-lab/bin/${program}`, '', 0o755);
  for (const directory of ['opt/keyturn-lab/engine', `${defaultDataDir}/bin`])
    mkdirSync(at(directory), { recursive: true });
  cpSync(join(plan.directory, 'tls'), at(`${defaultDataDir}/server/tls`), { recursive: true });
  rmSync(at('etc/machine-id'), { force: true });
  write('etc/hostname', `${host.name}\n`);
  write(`${configDirectory}/config.yaml`, stringify(engineConfig(plan, host)), 0o600);
  write('etc/keyturn-lab/host.json', JSON.stringify(labConfig(plan, host)));
  write('etc/systemd/system/keyturn-lab-network.service', networkUnit(host));
  for (const one of ['keyturn-lab-network.service', unit])
    symlinkSync(`/etc/systemd/system/${one}`, at(`etc/systemd/system/multi-user.target.wants/${one}`));
  const key = readFileSync(join(plan.directory, 'id_ed25519.pub'), 'utf8');
  for (const home of ['root', 'home/ops']) write(`${home}/.ssh/authorized_keys`, key, 0o600);
  must('chroot', [host.root, 'chown', '-R', 'ops:ops', '/home/ops']);
  must('chroot', [
    host.root,
    'sh',
    '-c',
    'rm -f /etc/ssh/ssh_host_*; ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key',
  ]);
}

function engineConfig(plan: ClusterPlan, host: HostPlan): object {
  const first = plan.hosts[0];
  // K3s encrypts when it is told to.
  if (plan.distribution === 'k3s') return { ...nameOf(plan, host), 'secrets-encryption': true, ...providerOf(plan) };
  return {
    ...nameOf(plan, host),
    ...(first === undefined || first.name === host.name ? {} : { server: `https://${first.ip}:9345` }),
    ...(host.etcd ? {} : { 'disable-etcd': true }),
    ...(host.controlPlane
      ? {}
      : { 'disable-apiserver': true, 'disable-controller-manager': true, 'disable-scheduler': true }),
    ...providerOf(plan),
  };
}

function nameOf(plan: ClusterPlan, host: HostPlan): object {
  return { 'node-name': host.name, token: readFileSync(join(plan.directory, 'token'), 'utf8') };
}

function providerOf({ shape }: ClusterPlan): object {
  return shape.provider === 'secretbox' ? { 'secrets-encryption-provider': 'secretbox' } : {};
}

function labConfig(plan: ClusterPlan, host: HostPlan): object {
  const peers = (hosts: readonly HostPlan[]): object => hosts.map(({ name, ip }) => ({ name, ip }));
  return {
    name: host.name,
    ip: host.ip,
    members: peers(plan.hosts.filter(({ etcd }) => etcd)),
    controlPlanes: peers(plan.hosts.filter(({ controlPlane }) => controlPlane)),
    version: VERSIONS[plan.distribution],
    reloadMetric: plan.shape.reloadMetric,
    ...(plan.shape.era === undefined ? {} : { era: plan.shape.era }),
  };
}

function networkUnit({ ip, engine }: HostPlan): string {
  return [
    '[Unit]',
    `Before=network-online.target ${engine.unit} ssh.service`,
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    `ExecStart=/bin/sh -c 'ip link set lo up; ip link set host0 up; ip address add ${ip}/24 dev host0'`,
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

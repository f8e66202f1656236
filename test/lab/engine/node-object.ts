import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import type { Stage } from '../../../src/model/encryption.ts';
import type { AnnotatedNode } from '../../../src/simulator/engine/guards.ts';
import type { Host } from './host.ts';
import { labLine, reasonOf } from './journal.ts';
import { MERGE_PATCH, type Kubernetes } from './kubernetes.ts';
import { DISTRIBUTION, ENGINE } from './paths.ts';

const ANNOTATION = ENGINE.annotation;
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
const LEASE_MS = 10_000;
/** A kubelet that has nothing new to say posts its status every five minutes. */
const BEATS_PER_STATUS = 30;

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  }[];
}

/** Registers this host's Node, or brings its labels and status up to date. */
export async function registerNode(host: Host, kubernetes: Kubernetes): Promise<void> {
  const metadata = {
    name: host.name,
    labels: labelsOf(host),
    annotations: { [`${DISTRIBUTION}.io/hostname`]: host.name },
  };
  const created = await kubernetes.request('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata });
  if (created.status !== 201) await kubernetes.json('PATCH', nodePath(host), { metadata }, MERGE_PATCH);
  await postStatus(host, kubernetes);
  await renewLease(host, kubernetes);
}

/** Says that this host lives, for ever. */
export async function beat(host: Host, kubernetes: Kubernetes): Promise<never> {
  for (let count = 1; ; count += 1) {
    await delay(LEASE_MS);
    try {
      await renewLease(host, kubernetes);
      if (count % BEATS_PER_STATUS === 0) await postStatus(host, kubernetes);
    } catch (error) {
      labLine(`Failed to update node lease: ${reasonOf(error)}`);
    }
  }
}

/** Control-plane Nodes with their annotations, as the engine compares them. */
export async function listAnnotated(kubernetes: Kubernetes): Promise<readonly AnnotatedNode[]> {
  const path = `/api/v1/nodes?labelSelector=${encodeURIComponent(`${CONTROL_PLANE}=true`)}`;
  const list = (await kubernetes.json('GET', path)) as NodeList;
  return list.items.map(({ metadata }) => ({ name: metadata.name, annotation: metadata.annotations?.[ANNOTATION] }));
}

/** Writes the annotation, and nothing on the disk. */
export async function annotate(host: Host, kubernetes: Kubernetes, text: `${Stage}-${string}`): Promise<void> {
  const body = { metadata: { annotations: { [ANNOTATION]: text } } };
  await kubernetes.json('PATCH', nodePath(host), body, MERGE_PATCH);
}

function labelsOf(host: Host): Readonly<Record<string, string>> {
  return {
    'kubernetes.io/hostname': host.name,
    'kubernetes.io/os': 'linux',
    ...(host.hasApiserver ? { [CONTROL_PLANE]: 'true', 'node-role.kubernetes.io/master': 'true' } : {}),
    ...(host.hasEtcd ? { 'node-role.kubernetes.io/etcd': 'true' } : {}),
  };
}

async function postStatus(host: Host, kubernetes: Kubernetes): Promise<void> {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  };
  const nodeInfo = {
    machineID: '',
    systemUUID: '',
    bootID: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    kernelVersion: '',
    osImage: 'Debian GNU/Linux 12 (bookworm)',
    containerRuntimeVersion: 'containerd://2.0.0-k3s1',
    kubeletVersion: host.version,
    kubeProxyVersion: host.version,
    operatingSystem: 'linux',
    architecture: 'amd64',
  };
  const addresses = [
    { type: 'InternalIP', address: host.ip },
    { type: 'Hostname', address: host.name },
  ];
  const body = { status: { conditions: [ready], nodeInfo, addresses } };
  await kubernetes.json('PATCH', `${nodePath(host)}/status`, body, MERGE_PATCH);
}

async function renewLease(host: Host, kubernetes: Kubernetes): Promise<void> {
  const renewTime = new Date().toISOString().replace('Z', '000Z');
  const spec = { holderIdentity: host.name, leaseDurationSeconds: 40, renewTime };
  const patched = await kubernetes.request('PATCH', `${LEASES}/${host.name}`, { spec }, MERGE_PATCH);
  if (patched.status !== 404) return;
  const metadata = { name: host.name, namespace: 'kube-node-lease' };
  await kubernetes.json('POST', LEASES, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec });
}

function nodePath(host: Host): string {
  return `/api/v1/nodes/${host.name}`;
}

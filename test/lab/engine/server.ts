import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { Stage } from '../../../src/model/encryption.ts';
import { logLine } from '../../../src/simulator/engine/log-lines.ts';
import { upAndRunning } from '../../../src/simulator/engine/texts.ts';
import { apiserverArguments, apiserverEnvironment, furnishApiserver } from './apiserver.ts';
import { startChild, type ChildName, type ChildOptions } from './child.ts';
import { readState, settleCredentials } from './credentials.ts';
import { openDatastore, type Datastore } from './datastore.ts';
import { etcdArguments, furnishEtcd, gateway, isEtcdHealthy } from './etcd.ts';
import type { Host } from './host.ts';
import { journalLine, labLine, printerOf, reasonOf } from './journal.ts';
import { connectKubernetes, type Kubernetes } from './kubernetes.ts';
import { annotate, beat, registerNode } from './node-object.ts';
import { ENGINE, SERVER, TOKEN } from './paths.ts';
import type { Engine } from './stage-commands.ts';
import { serveSupervisor } from './supervisor-api.ts';
import { supervise } from './supervisor.ts';

const POLL_MS = 1_000;
const run = promisify(execFile);

/** `rke2 server`, `k3s server`: runs until it is ended; what it started as a static pod stays. Resolves only with the exit code of a server that refuses to start. */
export async function runServer(host: Host): Promise<number> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
  labLine(`Starting ${ENGINE.binaryName} ${host.version}`);
  mkdirSync(dirname(TOKEN), { recursive: true, mode: 0o700 });
  writeFileSync(TOKEN, `${host.token}\n`, { mode: 0o600 });
  let engine: Engine | undefined;
  serveSupervisor(host, () => engine);
  const datastore = openDatastore(host);
  if (host.hasEtcd) await startEtcd(host);
  if (host.hasKine) await startKine(datastore);
  const refusal = await settle(host, datastore);
  if (refusal !== undefined) {
    journalLine(logLine('fatal', refusal, new Date()));
    return 1;
  }
  const own = host.hasApiserver ? ['127.0.0.1'] : host.controlPlanes.map(({ ip }) => ip);
  const kubernetes = connectKubernetes(own);
  if (host.hasApiserver) await startApiserver(host, kubernetes);
  // An etcd-only server is up before there is any apiserver: they wait for its etcd.
  const registered = register(host, kubernetes);
  if (host.hasApiserver) await registered;
  engine = { host, datastore, kubernetes };
  await run('systemd-notify', ['--ready']).catch((error: unknown) => labLine(reasonOf(error)));
  for (const line of upAndRunning(printerOf(host), host.name)) journalLine(line);
  await registered;
  return beat(host, kubernetes);
}

async function startEtcd(host: Host): Promise<void> {
  furnishEtcd(host);
  const { rememberBackOff } = host;
  void supervise('etcd', { argv: etcdArguments(), environment: {}, rememberBackOff });
  const member = gateway();
  await until('etcd', () => isEtcdHealthy(member));
}

/** Its table and its file are made when it starts for the first time. */
async function startKine(datastore: Datastore): Promise<void> {
  mkdirSync(SERVER, { recursive: true, mode: 0o700 });
  partOfThis('kine', { argv: [], environment: {}, directory: SERVER });
  await until('kine', async () => {
    await datastore.get('/');
    return true;
  });
  labLine('kine answers at kine.sock');
}

/** What is a part of the engine's own process on K3s: the end of one is the end of all, and systemd starts them anew. */
function partOfThis(name: ChildName, options: ChildOptions): void {
  startChild(name, options).once('exit', () => {
    labLine(`${name} exited`);
    process.exit(1);
  });
}

async function startApiserver(host: Host, kubernetes: Kubernetes): Promise<void> {
  furnishApiserver(host);
  const { rememberBackOff } = host;
  const options = { argv: apiserverArguments(host), environment: apiserverEnvironment(host) };
  if (ENGINE.apiserverIsStaticPod) void supervise('kube-apiserver', { ...options, rememberBackOff });
  else partOfThis('kube-apiserver', options);
  await until('kube-apiserver', async () => (await kubernetes.request('GET', '/readyz')).status === 200);
}

/** The credentials need a datastore with quorum, for as long as that takes. */
async function settle(host: Host, datastore: Datastore): Promise<string | undefined> {
  for (;;) {
    try {
      return await settleCredentials(host, datastore);
    } catch (error) {
      labLine(`Failed to reconcile bootstrap data: ${reasonOf(error)}`);
      await delay(POLL_MS);
    }
  }
}

async function register(host: Host, kubernetes: Kubernetes): Promise<void> {
  await until('node registration', async () => {
    await registerNode(host, kubernetes);
    if (host.hasApiserver) await annotate(host, kubernetes, readState() as `${Stage}-${string}`);
    return true;
  });
}

/** Asks until the answer is yes; one that cannot be had is no. Says every half minute what it waits for. */
async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const reason = await condition().then((met) => (met ? undefined : 'not yet'), reasonOf);
    if (reason === undefined) return;
    if (tries % 30 === 0) labLine(`Waiting for ${what}: ${reason}`);
    await delay(POLL_MS);
  }
}

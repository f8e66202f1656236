import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';

const ENDPOINT = 'CONTAINER_RUNTIME_ENDPOINT=unix:///run/k3s/containerd/containerd.sock';

/**
 * Selects the host's own apiserver. `--name` is a regular expression over all containers, and a host may run control
 * planes of other clusters as pods.
 */
const OWN_APISERVER = ['--name', '^kube-apiserver$', '--label', 'io.kubernetes.pod.namespace=kube-system'];

/** Asks for the running kube-apiserver container of an RKE2 server (engine.md, first table). */
export function readApiserverContainerCommand(dataDir: string): RemoteCommand {
  const argv = ['env', ENDPOINT, `${dataDir}/bin/crictl`, 'ps', ...OWN_APISERVER, '--quiet'];
  return { name: 'apiserver container', body: { argv }, privileged: true, mutates: false };
}

/** Stops only the container with this id. The kubelet starts a new container. */
export function stopContainerCommand(dataDir: string, id: string): RemoteCommand {
  const argv = ['env', ENDPOINT, `${dataDir}/bin/crictl`, 'stop', id];
  return { name: 'stop apiserver container', body: { argv }, privileged: true, mutates: true, timeoutMs: 120_000 };
}

/** Id of the running kube-apiserver container, or `undefined` if none is running now. */
export async function readApiserverContainer(
  context: StepContext,
  runner: Runner,
  dataDir: string,
): Promise<Answer<string | undefined>> {
  const output = await runner.output(context, readApiserverContainerCommand(dataDir));
  if (!output.ok) return output;
  // Newest first. A container being stopped may still be listed after the new container.
  const id = output.value.trim().split('\n')[0]?.trim();
  return success(id === '' ? undefined : id);
}

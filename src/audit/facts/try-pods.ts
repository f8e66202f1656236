import { messageOf } from '../../cluster/http-error.ts';
import { apiserverCommand, send } from '../../cluster/http.ts';
import type { ApiserverTarget } from '../../cluster/target.ts';
import type { StepContext } from '../../model/clock.ts';
import { success, type Answer } from '../../model/result.ts';
import type { RemoteCommand } from '../../remote/remote-command.ts';
import type { Runner } from '../../remote/runner.ts';
import type { TriedPod, TriedPods } from './cluster-facts.ts';

/** No image is pulled, because nothing of a dry run is stored. */
const IMAGE = 'registry.k8s.io/pause:3.10';

/** What the standard `restricted` forbids first of all. */
const PRIVILEGED = { containers: [{ name: 'tried', image: IMAGE, securityContext: { privileged: true } }] };

/** A pod that the standard `restricted` admits. */
const RESTRICTED = {
  automountServiceAccountToken: false,
  containers: [
    {
      name: 'tried',
      image: IMAGE,
      resources: { limits: { cpu: '1m', memory: '1Mi' } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        runAsUser: 65_535,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
  ],
};

/** The command that tries one pod. The apiserver stores nothing of a dry run. */
function tryPodCommand(
  target: ApiserverTarget,
  { namespace, kind }: { readonly namespace: string; readonly kind: 'privileged' | 'restricted' },
): RemoteCommand {
  const spec = kind === 'privileged' ? PRIVILEGED : RESTRICTED;
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: `keyturn-tried-${kind}`, namespace }, spec };
  const command = apiserverCommand(`try a ${kind} pod`, target, {
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/pods?dryRun=All&fieldManager=keyturn`,
    headers: ['Content-Type: application/json'],
    body: JSON.stringify(body),
  });
  return { ...command, mutates: false };
}

/** Tries both pods in a namespace that enforces `restricted`. */
export async function tryPods(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  namespace: string,
): Promise<Answer<TriedPods>> {
  const tried = async (kind: 'privileged' | 'restricted'): Promise<Answer<TriedPod>> => {
    const answer = await send(context, runner, tryPodCommand(target, { namespace, kind }));
    if (!answer.ok) return answer;
    const { status, body } = answer.value;
    return success({ status, message: status >= 200 && status <= 299 ? '' : messageOf(body) });
  };
  const privileged = await tried('privileged');
  if (!privileged.ok) return privileged;
  const restricted = await tried('restricted');
  return restricted.ok
    ? success({ namespace, privileged: privileged.value, restricted: restricted.value })
    : restricted;
}

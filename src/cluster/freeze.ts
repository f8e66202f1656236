import type { Distribution } from '../model/cluster.ts';
import type { StepContext } from '../model/clock.ts';
import { success, type Result } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { CANARY_NAMESPACE, CANARY_PREFIX } from './canary.ts';
import { messageOf, refusedWith } from './http-error.ts';
import { asUser, engineUser } from './engine-user.ts';
import { apiserverCommand, send, type HttpRequest } from './http.ts';
import type { ApiserverTarget } from './target.ts';

/** Name of the ValidatingAdmissionPolicy and of its binding. */
export const FREEZE_NAME = 'keyturn-freeze-secrets';
const API = '/apis/admissionregistration.k8s.io/v1';
const POLICY = `${API}/validatingadmissionpolicies/${FREEZE_NAME}`;
const BINDING = `${API}/validatingadmissionpolicybindings/${FREEZE_NAME}`;
/** Whoever asks whether writes are refused: nobody that a policy exempts. */
const OUTSIDER = 'keyturn-freeze-probe';

/**
 * Refuses CREATE and UPDATE of Secrets for everybody but the engine, and but for the run's own canaries (measured.md 6).
 * Needs Kubernetes 1.30. Applying them again changes nothing.
 */
export function freezeCommands(target: ApiserverTarget, distribution: Distribution): readonly RemoteCommand[] {
  const policy = {
    failurePolicy: 'Fail',
    matchConstraints: {
      resourceRules: [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['secrets'] },
      ],
    },
    matchConditions: [
      { name: 'not-the-engine', expression: `request.userInfo.username != '${engineUser(distribution)}'` },
      {
        name: 'not-a-canary',
        expression: `!(request.namespace == '${CANARY_NAMESPACE}' && request.name.startsWith('${CANARY_PREFIX}'))`,
      },
    ],
    validations: [
      {
        expression: 'false',
        message: 'keyturn is rotating the key that encrypts Secrets: Secrets cannot be written until it has ended',
      },
    ],
  };
  return [
    applyCommand('refuse writes of Secrets', target, {
      path: POLICY,
      kind: 'ValidatingAdmissionPolicy',
      spec: policy,
    }),
    applyCommand('put the refusal in force', target, {
      path: BINDING,
      kind: 'ValidatingAdmissionPolicyBinding',
      spec: { policyName: FREEZE_NAME, validationActions: ['Deny'] },
    }),
  ];
}

function applyCommand(
  name: string,
  target: ApiserverTarget,
  object: { readonly path: string; readonly kind: string; readonly spec: object },
): RemoteCommand {
  const metadata = { name: FREEZE_NAME, labels: { 'app.kubernetes.io/managed-by': 'keyturn' } };
  const { kind, spec } = object;
  return apiserverCommand(name, target, {
    method: 'PATCH',
    path: `${object.path}?fieldManager=keyturn&force=true`,
    headers: ['Content-Type: application/apply-patch+yaml'],
    body: JSON.stringify({ apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata, spec }),
  });
}

/** Lets everybody write Secrets again. */
export function thawCommands(target: ApiserverTarget): readonly RemoteCommand[] {
  return [
    apiserverCommand('take the refusal out of force', target, { method: 'DELETE', path: BINDING }),
    apiserverCommand('remove the refusal', target, { method: 'DELETE', path: POLICY }),
  ];
}

/** Sends commands that write or remove the policy. What is gone already is fine. Fails with `http-error`. */
export async function sendFreezeCommands(
  context: StepContext,
  runner: Runner,
  commands: readonly RemoteCommand[],
): Promise<Result<void>> {
  for (const command of commands) {
    const answer = await send(context, runner, command);
    if (!answer.ok) return answer;
    const { status } = answer.value;
    const isFine = (status >= 200 && status <= 299) || status === 404;
    if (!isFine) return refusedWith(runner, command.name, answer.value);
  }
  return success(undefined);
}

/** What one apiserver does with writes of Secrets. `engine-refused`: it refuses the engine's too, whose rewrite would abort half-way. */
export type FreezeStanding = 'frozen' | 'open' | 'engine-refused';

/**
 * Asks one apiserver by creating a Secret with `dryRun=All`, which stores nothing, once as nobody in particular and once as the engine.
 * Fails with `http-error` when it answers anything else than yes or this policy's no.
 */
export async function readFreeze(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  distribution: Distribution,
): Promise<Result<FreezeStanding>> {
  const outsider = await isRefused(context, runner, target, OUTSIDER);
  if (!outsider.ok) return outsider;
  if (!outsider.value) return success('open');
  const engine = await isRefused(context, runner, target, engineUser(distribution));
  if (!engine.ok) return engine;
  return success(engine.value ? 'engine-refused' : 'frozen');
}

async function isRefused(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  user: string,
): Promise<Result<boolean>> {
  const answer = await send(context, runner, probeCommand(target, user));
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status >= 200 && status <= 299) return success(false);
  if (messageOf(body).includes(FREEZE_NAME)) return success(true);
  return refusedWith(runner, 'try a write', answer.value);
}

function probeCommand(target: ApiserverTarget, user: string): RemoteCommand {
  const request: HttpRequest = {
    method: 'POST',
    path: `/api/v1/namespaces/${CANARY_NAMESPACE}/secrets?dryRun=All`,
    headers: ['Content-Type: application/json', ...asUser(user)],
    body: JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: OUTSIDER } }),
  };
  return { ...apiserverCommand('try a write', target, request), mutates: false };
}

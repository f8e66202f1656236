import type { Distribution } from '../model/cluster.ts';
import type { StepContext } from '../model/clock.ts';
import { type Answer, success } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { CANARY_NAMESPACE, CANARY_PREFIX } from './canary.ts';
import { messageOf, refusedWith } from './http-error.ts';
import { asUser, engineUser } from './apiserver.ts';
import { apiserverCommand, send, type HttpRequest } from './http.ts';
import type { ApiserverTarget } from './target.ts';

/** Name of the ValidatingAdmissionPolicy and of its binding. */
export const FREEZE_NAME = 'keyturn-freeze-secrets';
const API = '/apis/admissionregistration.k8s.io/v1';
const POLICY = `${API}/validatingadmissionpolicies/${FREEZE_NAME}`;
const BINDING = `${API}/validatingadmissionpolicybindings/${FREEZE_NAME}`;
/** The user that tests whether writes are refused. No policy exempts this user. */
const OUTSIDER = 'keyturn-freeze-probe';

/**
 * The refused operations. `writes` are CREATE and UPDATE. DELETE is also refused while the engine rewrites, because the
 * engine aborts a rewrite at the first Secret deleted after the listing (measured.md 9). `deletes` refuses DELETE alone,
 * when every server has both keys and the engine still rewrites (real-engine.md 7).
 */
export type FrozenOperations = 'writes' | 'writes-and-deletes' | 'deletes';

const OPERATIONS: Readonly<Record<FrozenOperations, readonly string[]>> = {
  writes: ['CREATE', 'UPDATE'],
  'writes-and-deletes': ['CREATE', 'UPDATE', 'DELETE'],
  deletes: ['DELETE'],
};

/** The message in a refusal. By the message keyturn also recognises the operations in force. */
const MESSAGES: Readonly<Record<FrozenOperations, string>> = {
  writes:
    'keyturn is rotating the key that encrypts Secrets: Secrets cannot be created or changed until every server has the new key. Try again later',
  'writes-and-deletes':
    'keyturn is rotating the key that encrypts Secrets: Secrets cannot be created, changed or deleted until all of them are rewritten. Try again later',
  deletes:
    'keyturn is rotating the key that encrypts Secrets: Secrets cannot be deleted until all of them are rewritten. Try again later',
};

/**
 * All fields of a Secret that a writer can change. The apiserver's own fields (resourceVersion, managedFields) are left
 * out.
 */
const OF_THE_SECRET = ['data', 'type', 'immutable'].map((field) => `object.?${field} == oldObject.?${field}`);
const OF_ITS_METADATA = ['labels', 'annotations', 'finalizers', 'ownerReferences'].map(
  (field) => `object.metadata.?${field} == oldObject.metadata.?${field}`,
);

/**
 * Whether a request belongs to a rewrite. The engine sends each Secret back unchanged (k3s
 * pkg/server/handlers/secrets-encrypt.go, `updateSecrets`). Every server's supervisor has the same user, and creates
 * and changes Secrets of its own through its own apiserver, for example `kube-system/rke2-serving` and node passwords.
 * Such changes are refused like any other. An optional field absent from both objects is equal (optional types are in
 * the CEL of Kubernetes from its environment 1.28 on, and an apiserver 1.30 compiles new expressions with the
 * environment of 1.29).
 */
function isOfTheRewrite(distribution: Distribution): string {
  const isUpdate = `request.operation == 'UPDATE' && request.userInfo.username == '${engineUser(distribution)}'`;
  return [isUpdate, ...OF_THE_SECRET, ...OF_ITS_METADATA].join(' && ');
}

/**
 * Refuses all writes of Secrets, except the engine's rewrite, which changes nothing, and the run's own canaries
 * (measured.md 6). Needs Kubernetes 1.30. Applying the commands again changes nothing. Applying the commands with other
 * operations changes the refused operations.
 */
export function freezeCommands(
  target: ApiserverTarget,
  distribution: Distribution,
  frozen: FrozenOperations,
): readonly RemoteCommand[] {
  const operations = OPERATIONS[frozen];
  const policy = {
    failurePolicy: 'Fail',
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations, resources: ['secrets'] }],
    },
    matchConditions: [
      {
        name: 'not-a-canary',
        expression: `!(request.namespace == '${CANARY_NAMESPACE}' && request.name.startsWith('${CANARY_PREFIX}'))`,
      },
    ],
    validations: [{ expression: isOfTheRewrite(distribution), message: MESSAGES[frozen] }],
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

/** Allows all writes of Secrets again. */
export function unfreezeCommands(target: ApiserverTarget): readonly RemoteCommand[] {
  return [
    apiserverCommand('take the refusal out of force', target, { method: 'DELETE', path: BINDING }),
    apiserverCommand('remove the refusal', target, { method: 'DELETE', path: POLICY }),
  ];
}

/** Sends commands that write or remove the policy. An absent policy is fine. Fails with `http-error`. */
export async function sendFreezeCommands(
  context: StepContext,
  runner: Runner,
  commands: readonly RemoteCommand[],
): Promise<Answer<void>> {
  for (const command of commands) {
    const answer = await send(context, runner, command);
    if (!answer.ok) return answer;
    const { status } = answer.value;
    const isFine = (status >= 200 && status <= 299) || status === 404;
    if (!isFine) return refusedWith(runner, command.name, answer.value);
  }
  return success(undefined);
}

/**
 * How one apiserver treats writes of Secrets. `open` accepts writes. `loose` refuses writes by another policy of
 * keyturn than the policies above, for example from an earlier release, which let the supervisors of all servers write.
 * Deletions are not asked about, so an apiserver that refuses deletions alone is `open`.
 */
export type FreezeState = Exclude<FrozenOperations, 'deletes'> | 'open' | 'loose';

/**
 * Asks one apiserver by creating a Secret with `dryRun=All`, which stores nothing, once as an ordinary user and once as
 * the engine. Both requests must be refused. `tryUpdates` checks that the engine's rewrite is admitted. Fails with
 * `http-error` when the apiserver answers anything but a success or this policy's refusal.
 */
export async function readFreeze(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  distribution: Distribution,
): Promise<Answer<FreezeState>> {
  const outsider = await refusalOf(context, runner, target, OUTSIDER);
  if (!outsider.ok || outsider.value === 'open') return outsider;
  const engine = await refusalOf(context, runner, target, engineUser(distribution));
  if (!engine.ok) return engine;
  return success(engine.value === outsider.value ? outsider.value : 'loose');
}

async function refusalOf(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  user: string,
): Promise<Answer<FreezeState>> {
  const answer = await send(context, runner, probeCommand(target, user));
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status >= 200 && status <= 299) return success('open');
  const said = messageOf(body);
  if (!said.includes(FREEZE_NAME)) return refusedWith(runner, 'try a write', answer.value);
  const known = (['writes', 'writes-and-deletes'] as const).find((frozen) => said.includes(MESSAGES[frozen]));
  return success(known ?? 'loose');
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

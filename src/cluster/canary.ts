import { createHash } from 'node:crypto';

import * as z from 'zod';

import { withoutLeading, withoutTrailing } from '../model/trim.ts';
import type { StepContext } from '../model/clock.ts';
import type { TriedCanary } from '../model/facts.ts';
import type { KeyName } from '../model/encryption.ts';
import { type Answer, success } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import { httpError, messageOf, refusedWith } from './http-error.ts';
import { apiserverCommand, send, sendForJson, type HttpRequest } from './http.ts';
import { secretKeyOf, storedUnder, type StoredUnder } from './key-prefix.ts';
import { readRange } from './range.ts';
import type { ApiserverTarget, DatastoreTarget } from './target.ts';

/** The namespace of canaries, and the prefix of their names. */
export const CANARY_NAMESPACE = 'kube-system';
export const CANARY_PREFIX = 'keyturn-canary-';
const canarySchema = z.object({ data: z.object({ run: z.string() }) });

/**
 * Name of the Secret that a run writes through one server's apiserver, made from the server's name in the inventory as
 * Kubernetes allows. Two servers never share a name, or the write through one server would prove the key of the other.
 * A changed name therefore ends with a hash of the original.
 */
export function canaryName(server: string): string {
  const labels = server
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .split('.');
  const allowed = labels
    .map((label) => withoutLeading(withoutTrailing(label, '-'), '-'))
    .filter((label) => label !== '')
    .join('.');
  const hash = createHash('sha256').update(server).digest('hex').slice(0, 12);
  return allowed === server ? `${CANARY_PREFIX}${server}` : `${CANARY_PREFIX}${allowed}-${hash}`;
}

function pathOf(server: string): string {
  return `/api/v1/namespaces/${CANARY_NAMESPACE}/secrets/${canaryName(server)}`;
}

function encodedMark(mark: string): string {
  return Buffer.from(mark).toString('base64');
}

/** Creates or changes the canary. `mark` is not secret, and names the run and the roll behind the write. */
export function writeCanaryCommand(
  target: ApiserverTarget,
  canary: { readonly server: string; readonly mark: string },
): RemoteCommand {
  return apiserverCommand('write canary', target, requestOf(canary, ''));
}

/**
 * Tests in a dry run whether a canary would be admitted. The test creates as root, while the engine updates existing
 * Secrets, so a policy, a webhook or a quota may admit only one of the two.
 */
export async function tryCanary(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  server: string,
): Promise<Answer<TriedCanary>> {
  const request = requestOf({ server, mark: 'tried' }, '&dryRun=All');
  const answer = await send(context, runner, { ...apiserverCommand('try canary', target, request), mutates: false });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  return success({ server, status, message: status >= 200 && status <= 299 ? '' : messageOf(body) });
}

function requestOf(canary: { readonly server: string; readonly mark: string }, query: string): HttpRequest {
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: canaryName(canary.server),
      namespace: CANARY_NAMESPACE,
      labels: { 'app.kubernetes.io/managed-by': 'keyturn' },
    },
    data: { run: encodedMark(canary.mark) },
  };
  return {
    method: 'PATCH',
    path: `${pathOf(canary.server)}?fieldManager=keyturn&force=true${query}`,
    headers: ['Content-Type: application/apply-patch+yaml'],
    body: JSON.stringify(body),
  };
}

/** Removes the canary. */
export function deleteCanaryCommand(target: ApiserverTarget, server: string): RemoteCommand {
  return apiserverCommand('delete canary', target, { method: 'DELETE', path: pathOf(server) });
}

/** Where a canary is written, and where keyturn looks for the stored value. */
export interface CanaryCheck {
  readonly apiserver: { readonly runner: Runner; readonly target: ApiserverTarget };
  readonly datastore: { readonly runner: Runner; readonly target: DatastoreTarget };
  readonly server: string;
  readonly mark: string;
  readonly knownKeys: readonly KeyName[];
}

/**
 * Writes a Secret through an apiserver, reads the Secret back, and looks in the datastore for the key that encrypts it.
 * This proves the writing key without any metric (engine.md, "What follows", 2). Fails with `http-error` when either
 * request does.
 */
export async function checkCanary(context: StepContext, check: CanaryCheck): Promise<Answer<StoredUnder>> {
  const { apiserver, datastore, server } = check;
  const written = await sendForJson(context, apiserver.runner, writeCanaryCommand(apiserver.target, check));
  if (!written.ok) return written;
  const readCommand = apiserverCommand('read canary', apiserver.target, { method: 'GET', path: pathOf(server) });
  const read = await sendForJson(context, apiserver.runner, readCommand);
  if (!read.ok) return read;
  if (canarySchema.safeParse(read.value).data?.data.run !== encodedMark(check.mark)) {
    return unexpectedOutput(apiserver.runner, readCommand, {
      expected: check.mark,
      raw: JSON.stringify(read.value).slice(0, 500),
    });
  }
  const key = secretKeyOf({ namespace: CANARY_NAMESPACE, name: canaryName(server) });
  const page = await readRange(context, datastore.runner, datastore.target, {
    from: key,
    to: undefined,
    limit: 1,
    revision: undefined,
    keysOnly: false,
  });
  if (!page.ok) return page;
  const entry = page.value.entries[0];
  if (entry !== undefined) return success(storedUnder(entry.value, check.knownKeys));
  return httpError(datastore.runner, `${datastore.target.kind} range`, { status: 404, message: key });
}

/** Removes the canary of one server through any apiserver. An absent canary is fine. */
export async function deleteCanary(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  server: string,
): Promise<Answer<void>> {
  const answer = await send(context, runner, deleteCanaryCommand(target, server));
  if (!answer.ok) return answer;
  const { status } = answer.value;
  if (status === 404 || (status >= 200 && status <= 299)) return success(undefined);
  return refusedWith(runner, 'delete canary', answer.value);
}

/** The content of a canary. Each roll has another text, so that every write changes the object. */
export function canaryMark(planId: string, roll: string): string {
  return `${planId} ${roll}`;
}

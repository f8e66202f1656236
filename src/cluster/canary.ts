import type { StepContext } from '../model/clock.ts';
import type { KeyName } from '../model/encryption.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { readRange } from './etcd-range.ts';
import { apiserverCommand, messageOf, send, sendForJson } from './http.ts';
import { secretKeyOf, storedUnder, type StoredUnder } from './key-prefix.ts';
import type { ApiserverTarget, EtcdTarget } from './target.ts';

const NAMESPACE = 'kube-system';

/** Name of the Secret that a run writes through one server's apiserver. */
export function canaryName(server: string): string {
  return `keyturn-canary-${server}`;
}

function pathOf(server: string): string {
  return `/api/v1/namespaces/${NAMESPACE}/secrets/${canaryName(server)}`;
}

/** Creates or changes the canary. `mark` is no secret: it says which run and roll wrote it. */
export function writeCanaryCommand(
  target: ApiserverTarget,
  canary: { readonly server: string; readonly mark: string },
): RemoteCommand {
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: canaryName(canary.server),
      namespace: NAMESPACE,
      labels: { 'app.kubernetes.io/managed-by': 'keyturn' },
    },
    stringData: { mark: canary.mark },
  };
  return apiserverCommand('write canary', target, {
    method: 'PATCH',
    path: `${pathOf(canary.server)}?fieldManager=keyturn&force=true`,
    headers: ['Content-Type: application/apply-patch+yaml'],
    body: JSON.stringify(body),
  });
}

/** Removes the canary. */
export function deleteCanaryCommand(target: ApiserverTarget, server: string): RemoteCommand {
  return apiserverCommand('delete canary', target, { method: 'DELETE', path: pathOf(server) });
}

/** Where a canary is written, and where it is looked for. */
export interface CanaryCheck {
  readonly apiserver: { readonly runner: Runner; readonly target: ApiserverTarget };
  readonly etcd: { readonly runner: Runner; readonly target: EtcdTarget };
  readonly server: string;
  readonly mark: string;
  readonly knownKeys: readonly KeyName[];
}

/**
 * Writes a Secret through an apiserver, reads it back through it, and looks in etcd under which key it lies: the proof of the writing
 * key that needs no metric (engine.md, "What follows", 2). Fails with `http-error` when either request does.
 */
export async function checkCanary(context: StepContext, check: CanaryCheck): Promise<Result<StoredUnder>> {
  const { apiserver, etcd, server } = check;
  const written = await sendForJson(context, apiserver.runner, writeCanaryCommand(apiserver.target, check));
  if (!written.ok) return written;
  const read = await sendForJson(
    context,
    apiserver.runner,
    apiserverCommand('read canary', apiserver.target, { method: 'GET', path: pathOf(server) }),
  );
  if (!read.ok) return read;
  const key = secretKeyOf({ namespace: NAMESPACE, name: canaryName(server) });
  const page = await readRange(context, etcd.runner, etcd.target, {
    from: key,
    to: `${key}\0`,
    limit: 1,
    revision: undefined,
    keysOnly: false,
  });
  if (!page.ok) return page;
  const entry = page.value.entries[0];
  if (entry !== undefined) return success(storedUnder(entry.value, check.knownKeys));
  return failed({ kind: 'http-error', server: etcd.runner.server, request: 'etcd range', status: 404, message: key });
}

/** Removes the canary of one server through any apiserver. One that is gone is fine. */
export async function deleteCanary(
  context: StepContext,
  runner: Runner,
  target: ApiserverTarget,
  server: string,
): Promise<Result<void>> {
  const answer = await send(context, runner, deleteCanaryCommand(target, server));
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 404 || (status >= 200 && status <= 299)) return success(undefined);
  return failed({
    kind: 'http-error',
    server: runner.server,
    request: 'delete canary',
    status,
    message: messageOf(body),
  });
}

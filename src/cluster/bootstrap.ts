import type { StepContext } from '../model/clock.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { quoteArgv } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { httpError } from './http-error.ts';
import { curlArgv, pipelineFailureOf, tlsArgv } from './http.ts';
import { readKineModRevision } from './kine-range.ts';
import type { DatastoreTarget, EtcdTarget } from './target.ts';

/**
 * The engine keeps its encrypted copy of the credential files below this key. The rest of the key is a hash of the
 * token.
 */
const KEYS = { prefix: '/bootstrap', end: '/bootstrap0' } as const;

/**
 * Only revisions leave the host. The encrypted copy stays, and so does the name of its key, which is derived from the
 * token.
 */
function bootstrapRevisionCommand(target: EtcdTarget): RemoteCommand {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const body = JSON.stringify({ key: base64(KEYS.prefix), range_end: base64(KEYS.end), keys_only: true });
  const argv = curlArgv(tlsArgv(target.tls), target.url, { method: 'POST', path: '/v3/kv/range', body });
  const pattern = '"(mod_revision|revision|error|message)":"[^"]*';
  return {
    name: 'etcd bootstrap revision',
    body: { script: `${quoteArgv(argv)} | grep -oE ${quoteArgv([pattern])}` },
    privileged: true,
    mutates: false,
  };
}

/**
 * The datastore's revision at which the engine last saved its credential files, or 0 without a save. The revision grows
 * with every save. The engine writes its files and its Node's annotation first and saves last (k3s
 * `pkg/server/handlers/secrets-encrypt.go`). Only this revision therefore proves that a restart will find the server's
 * own files in the datastore (rancher/rke2#2562). Fails with `http-error` when the datastore refused or its answer is
 * incomplete.
 */
export function readBootstrapRevision(
  context: StepContext,
  runner: Runner,
  target: DatastoreTarget,
): Promise<Answer<number>> {
  return target.kind === 'kine'
    ? readKineModRevision(context, runner, target, KEYS)
    : readFromEtcd(context, runner, target);
}

async function readFromEtcd(context: StepContext, runner: Runner, target: EtcdTarget): Promise<Answer<number>> {
  const command = bootstrapRevisionCommand(target);
  const ran = await runner.run(context, command);
  if (!ran.ok) return ran;
  const notRun = pipelineFailureOf(ran.value, runner.user);
  if (notRun !== undefined) return failed(notRun);
  const fields = [...ran.value.stdout.matchAll(/^"(\w+)":"(.*)$/gm)].map(([, name, text]) => ({ name, text }));
  const refusal = fields.find(({ name }) => name === 'error' || name === 'message');
  // Every good answer begins with the revision of the whole store.
  if (refusal !== undefined || !fields.some(({ name }) => name === 'revision')) {
    const message = (refusal?.text ?? ran.value.stderr.trim()).slice(0, 300);
    return httpError(runner, command.name, { status: 0, message });
  }
  return success(Math.max(0, ...fields.filter(({ name }) => name === 'mod_revision').map(({ text }) => Number(text))));
}

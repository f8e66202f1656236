import type { StepContext } from '../model/clock.ts';
import { failed, success, type Result } from '../model/result.ts';
import { quoteArgv } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { httpError } from './http-error.ts';
import { curlArgv, etcdCredentials, pipelineFailureOf } from './http.ts';
import type { EtcdTarget } from './target.ts';

/** The engine keeps the sealed copy of the credential files below this key; the rest of its name is a hash of the token. */
const PREFIX = '/bootstrap';
const PREFIX_END = '/bootstrap0';

/** Only revisions leave the host: neither the sealed copy nor the name of its key, which is made of the token. */
function bootstrapRevisionCommand(target: EtcdTarget): RemoteCommand {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const body = JSON.stringify({ key: base64(PREFIX), range_end: base64(PREFIX_END), keys_only: true });
  const argv = curlArgv(etcdCredentials(target), target.url, { method: 'POST', path: '/v3/kv/range', body });
  const pattern = '"(mod_revision|revision|error|message)":"[^"]*';
  return {
    name: 'etcd bootstrap revision',
    body: { script: `${quoteArgv(argv)} | grep -oE ${quoteArgv([pattern])}` },
    privileged: true,
    mutates: false,
  };
}

/**
 * The etcd revision at which the engine last saved its credential files; 0 when it never did. It grows with every save: the engine
 * writes its files and its Node's annotation first and saves last (k3s `pkg/server/handlers/secrets-encrypt.go`), so that only this
 * revision tells that a restart will find its own files in the datastore (rancher/rke2#2562).
 * Fails with `http-error` when etcd refused or did not answer whole.
 */
export async function readBootstrapRevision(
  context: StepContext,
  runner: Runner,
  target: EtcdTarget,
): Promise<Result<number>> {
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

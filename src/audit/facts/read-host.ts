import { parseVersion } from '../../engine/version.ts';
import { discover } from '../../facts/discover.ts';
import type { StepContext } from '../../model/clock.ts';
import type { Distribution } from '../../model/cluster.ts';
import type { ServerFacts } from '../../model/facts.ts';
import { success, type Answer } from '../../model/result.ts';
import { unexpectedOutput } from '../../remote/command-failure.ts';
import type { Runner } from '../../remote/runner.ts';
import { argumentOf, type HostAudit, type TextFacts } from './host-facts.ts';
import { mappingOf } from './kubelet-settings.ts';
import { hostAuditCommand, hostTextsCommand } from './host-script.ts';
import { parseHostAudit, parseHostTexts } from './parse-host.ts';

/**
 * Reads everything about one host in three commands that change nothing. Fails if the host cannot be asked, or answers
 * in an unknown form.
 */
export async function readHostAudit(
  context: StepContext,
  runner: Runner,
  input: { readonly distribution: Distribution; readonly server: ServerFacts },
): Promise<Answer<HostAudit>> {
  const { distribution, server } = input;
  const { dataDir } = server;
  const command = hostAuditCommand({ distribution, dataDir });
  const [discovery, output] = await Promise.all([
    discover(context, runner, distribution),
    runner.output(context, command),
  ]);
  if (!discovery.ok) return discovery;
  if (!output.ok) return output;
  const parsed = parseHostAudit(output.value, { distribution, dataDir });
  if (parsed === undefined) return unexpectedOutput(runner, command, { expected: '@end', raw: '' });
  const apiserver = parsed.processes.get('kube-apiserver');
  const wanted = ['audit-policy-file', 'admission-control-config-file'].map((name) => argumentOf(apiserver, name));
  const etcdPath = `${dataDir}/server/db/etcd/config`;
  const texts = await readTexts(context, runner, [...wanted, etcdPath]);
  if (!texts.ok) return texts;
  const [auditPolicy, admissionConfig, etcd] = texts.value;
  return success({
    name: server.name,
    distribution,
    version: parseVersion(server.binaryVersion),
    roles: server.roles,
    dataDir,
    settings: discovery.value.settings,
    configFiles: discovery.value.configFiles.map(({ path }) => path),
    ...parsed,
    etcd: etcd?.text === undefined ? undefined : mappingOf(etcd.text),
    auditPolicy,
    admissionConfig,
  });
}

async function readTexts(
  context: StepContext,
  runner: Runner,
  paths: readonly (string | undefined)[],
): Promise<Answer<readonly (TextFacts | undefined)[]>> {
  const given = paths.filter((path) => path?.startsWith('/') === true);
  if (given.length === 0) return success(paths.map(() => undefined));
  const command = hostTextsCommand(given.filter((path) => path !== undefined));
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const texts = parseHostTexts(output.value);
  if (texts === undefined) return unexpectedOutput(runner, command, { expected: '@end', raw: '' });
  return success(paths.map((path) => texts.find((text) => text.path === path)));
}

import { readLoaded, readReadiness } from '../cluster/apiserver.ts';
import { readSealedCopies } from '../cluster/sealed-copies.ts';
import { encryptionFileCommand, parseEncryptionFile, type CredentialFiles } from '../engine/encryption-file.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution, Role } from '../model/cluster.ts';
import type { ApiserverFacts, ServerFacts } from '../model/facts.ts';
import type { ServerFailure } from '../model/failures/host.ts';
import { type Answer, success } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import { datastoreOf } from './datastore.ts';
import type { Discovery } from './discover.ts';
import { readHostDetails } from './host-details.ts';
import { readRestartPreview } from './restart-preview.ts';
import { criticalSettings } from './settings.ts';
import { readStatus, statusReading } from './status.ts';

/** The facts read on one server, and the questions without an answer. */
export interface ServerReading {
  readonly facts: ServerFacts;
  /** Only for comparison with the other servers, and not reported as a fact. */
  readonly tokenHash: string | undefined;
  readonly unanswered: readonly ServerFailure[];
}

/** Most attempts to read a file that changes during the reading. */
const MOST_READS = 3;

/** Reads everything about one server in a known place. Fails only if the host itself cannot be asked. */
export async function readServer(
  context: StepContext,
  runner: Runner,
  input: { readonly discovery: Discovery; readonly distribution: Distribution; readonly roles: readonly Role[] },
): Promise<Answer<ServerReading>> {
  const { discovery, distribution, roles } = input;
  const { unit, dataDir, apiserverUrl, supervisorUrl, configFiles } = discovery;
  const isPlane = roles.includes('control-plane');
  const [details, plane, unused, sealed, preview] = await Promise.all([
    readHostDetails(context, runner, {
      distribution,
      binary: unit.binary,
      dataDir,
      configFiles: configFiles.map(({ path }) => path),
    }),
    isPlane ? readPlane(context, runner, { discovery, distribution }) : undefined,
    isPlane ? undefined : readFiles(context, runner, dataDir),
    readSealedCopies(context, runner),
    readRestartPreview(context, runner, { distribution, discovery }),
  ]);
  if (!details.ok) return details;
  const { encryptionConfigPath, automaticReload, compactionMs, tokenHash, traces, ...host } = details.value;
  const usedPath = await managedPathIn(context, runner, { dataDir, used: encryptionConfigPath });
  const criticalConfig = criticalSettings(discovery.settings, distribution);
  const datastore = datastoreOf({ distribution, settings: discovery.settings, dataDir, traces });
  return success({
    facts: {
      name: runner.server,
      nodeName: discovery.nodeName,
      // Without `disable-etcd` the configured roles include etcd, even on a K3s without etcd.
      roles: datastore.kind === 'etcd' ? roles : roles.filter((role) => role !== 'etcd'),
      bootstrap: discovery.bootstrap,
      unit,
      dataDir,
      supervisorUrl,
      apiserverUrl: isPlane ? apiserverUrl : undefined,
      datastore: datastore.kind === 'etcd' && !roles.includes('etcd') ? { kind: 'etcd', url: undefined } : datastore,
      criticalConfig,
      changedSettings: discovery.changedSettings,
      restartPreview: preview.ok ? preview.value : undefined,
      containerRuntime: discovery.settings['container-runtime-endpoint'],
      unreadableConfig: discovery.unreadableConfig,
      missingTools: [...discovery.missingTools, ...(datastore.kind === 'kine' ? traces.missingTools : [])],
      ...host,
      tokenSameAs: tokenHash === undefined ? undefined : runner.server,
      encryption: plane?.encryption,
      unusedFile: unused?.ok === true ? unused.value.file : undefined,
      sealedCopies: sealed.ok ? sealed.value : undefined,
      apiserver:
        plane === undefined
          ? undefined
          : {
              ...plane.apiserver,
              automaticReload,
              compactionMs,
              encryptionConfigPath: usedPath ?? startedWith(distribution, criticalConfig, dataDir),
            },
    },
    tokenHash,
    unanswered: [...(plane?.unanswered ?? []), ...failuresOf([unused])],
  });
}

/**
 * The managed file under its own name, even if reached through a link or a doubled slash. Any other path is returned
 * unchanged.
 */
async function managedPathIn(
  context: StepContext,
  runner: Runner,
  { dataDir, used }: { readonly dataDir: string; readonly used: string | undefined },
): Promise<string | undefined> {
  const managed = `${dataDir}/server/cred/encryption-config.json`;
  if (used === undefined || used === managed) return used;
  const command = {
    name: 'real paths',
    body: { argv: ['readlink', '-f', managed, used] },
    privileged: true,
    mutates: false,
  };
  const output = await runner.output(context, command);
  const [one, other] = output.ok ? output.value.split('\n') : [];
  return one !== undefined && one !== '' && one === other ? managed : used;
}

/**
 * K3s starts its apiserver inside its own process, with the managed file, if encryption is on and the configuration
 * names no other file.
 */
function startedWith(
  distribution: Distribution,
  config: Readonly<Record<string, string>>,
  dataDir: string,
): string | undefined {
  const managed = distribution === 'k3s' && config['secrets-encryption'] === 'true';
  return managed ? `${dataDir}/server/cred/encryption-config.json` : undefined;
}

/**
 * Facts of a control-plane server only. Each question without an answer is recorded, and never prevents the other
 * questions.
 */
async function readPlane(
  context: StepContext,
  runner: Runner,
  input: { readonly discovery: Discovery; readonly distribution: Distribution },
): Promise<{
  readonly encryption: NonNullable<ServerFacts['encryption']>;
  readonly apiserver: Pick<ApiserverFacts, 'ready' | 'loaded'>;
  readonly unanswered: readonly ServerFailure[];
}> {
  const { unit, dataDir, supervisorUrl, apiserverUrl } = input.discovery;
  const engine = { distribution: input.distribution, binary: unit.binary, dataDir, supervisorUrl };
  const apiserver = { url: apiserverUrl, dataDir };
  const [files, status, ready, loaded] = await Promise.all([
    readFiles(context, runner, dataDir),
    // A starting server may panic when asked for its status (failures.md B16).
    unit.activeState === 'active' ? readStatus(context, runner, engine) : undefined,
    readReadiness(context, runner, apiserver),
    readLoaded(context, runner, apiserver),
  ]);
  const credentials: CredentialFiles = files.ok ? files.value : { file: undefined, state: undefined };
  return {
    encryption: { filesRead: files.ok, ...credentials, status: statusReading(status) },
    apiserver: { ready: ready.ok && ready.value, loaded: loaded.ok ? loaded.value : { kind: 'none' } },
    unanswered: failuresOf([files, status, ready, loaded]),
  };
}

function failuresOf(answers: readonly (Answer<unknown> | undefined)[]): readonly ServerFailure[] {
  return answers.flatMap((answer) => (answer === undefined || answer.ok ? [] : [answer.failure]));
}

async function readFiles(context: StepContext, runner: Runner, dataDir: string): Promise<Answer<CredentialFiles>> {
  const command = encryptionFileCommand(dataDir);
  let last: Answer<CredentialFiles> | undefined;
  for (let read = 0; read < MOST_READS; read += 1) {
    const output = await runner.output(context, command);
    if (!output.ok) return output;
    const parsed = parseEncryptionFile(output.value);
    if (parsed.ok) return parsed;
    const { reason } = parsed.failure;
    last = unexpectedOutput(runner, command, { expected: reason, raw: output.value });
  }
  return last ?? success({ file: undefined, state: undefined });
}

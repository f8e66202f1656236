import { withoutTrailing } from '../model/trim.ts';
import { versionOfOutput } from '../engine/version.ts';
import { datastoreScript, parseTraces, type DatastoreTraces } from './datastore.ts';
import { ENGINE_COMMANDS_NOW, PACKAGE_MANAGERS_NOW } from '../cluster/host-actors.ts';
import { ENGINES } from '../engine/distribution.ts';
import { journalctl } from '../engine/engine-journal.ts';
import type { StepContext } from '../model/clock.ts';
import type { Distribution } from '../model/cluster.ts';
import { type Answer, success } from '../model/result.ts';
import { quoteArgv, quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import { section, sectionsOf } from '../engine/sections.ts';

/** Facts of a host, read once the binary and the data directory are known. */
export interface HostDetails {
  readonly binaryVersion: string;
  readonly tokenPresent: boolean;
  /** Beginning of the token's SHA-256, only for comparison and never shown. */
  readonly tokenHash: string | undefined;
  /** Package managers running now. */
  readonly packageManagers: readonly string[];
  readonly engineCommands: readonly string[];
  /** Whether the journal of the engine's unit has lines of the engine. */
  readonly journalTells: boolean;
  readonly freeBytes: number;
  readonly traces: DatastoreTraces;
  /** Name of the server's etcd member, as written by the engine, or `undefined` without etcd. */
  readonly etcdMember: string | undefined;
  /**
   * The path of the encryption file given to the apiserver, by its static pod or by the configuration, or `undefined`
   * if none was found.
   */
  readonly encryptionConfigPath: string | undefined;
  readonly automaticReload: boolean | undefined;
  readonly compactionMs: number | undefined;
  readonly clockOffsetMs: number;
}

/** Releases before September 2023 answer HTTP on etcd's client port (measured.md 4). */
const OLD_ETCD_URL = 'https://127.0.0.1:2379';

/**
 * A line of the engine's own loggers instead of systemd's. With K3s' `--log FILE` the journal has no engine lines
 * (real-engine.md 2).
 */
const ENGINE_LINE = '(^| )level=[a-z]+ |^[IWEF][0-9]{4} ';
const ARGUMENTS = '(encryption-provider-config(-automatic-reload)?|etcd-compaction-interval)=[^", ]*';

/** Where a server's own programs and files are. */
interface HostTarget {
  readonly distribution: Distribution;
  readonly binary: string;
  readonly dataDir: string;
  /** Files of the configuration, in the engine's reading order. */
  readonly configFiles: readonly string[];
}

/** One script for everything readable without parsing on the host. The script begins and ends with the time. */
export function hostDetailsCommand(target: HostTarget): RemoteCommand {
  const dataDir = quoteWord(target.dataDir);
  const token = quoteWord(`${target.dataDir}/server/token`);
  const etcd = quoteWord(`${target.dataDir}/server/db/etcd/config`);
  const manifest = quoteWord(`${target.dataDir}/agent/pod-manifests/kube-apiserver.yaml`);
  const { unit } = ENGINES[target.distribution];
  const configs = ['/dev/null', ...target.configFiles].map(quoteWord).join(' ');
  const member = quoteWord(`${target.dataDir}/server/db/etcd/name`);
  return {
    name: 'host details',
    body: {
      script: [
        'echo @from; date +%s.%N',
        `echo @version; ${quoteWord(target.binary)} --version`,
        `echo @token; if [ -f ${token} ]; then echo present; cat ${token} | sha256sum | cut -c1-16; fi`,
        `echo @free; df -P -k ${dataDir}`,
        `if [ -f ${member} ]; then echo @member; cat ${member}; echo; fi`,
        `if [ -f ${etcd} ]; then echo @etcd; grep -E '^listen-client-http-urls *:' ${etcd}; fi`,
        ...datastoreScript(target.dataDir),
        `echo @packages; ${PACKAGE_MANAGERS_NOW}`,
        `echo @commands; ${ENGINE_COMMANDS_NOW}`,
        `echo @journal; ${quoteArgv(journalctl(unit, { lines: 20_000 }))} 2>/dev/null | grep -ac -m 1 -E ${quoteWord(ENGINE_LINE)}`,
        `if [ -f ${manifest} ]; then echo @apiserver; grep -oE '${ARGUMENTS}' ${manifest}; fi`,
        // The arguments in the configuration come last, because the next start will use the configuration.
        `echo @arguments; grep -hvE '^ *#' ${configs} 2>/dev/null | grep -oE '${ARGUMENTS}'`,
        `systemctl show ${unit} --property=ExecStart | grep -oE '${ARGUMENTS}'`,
        'echo @to; date +%s.%N',
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
  };
}

/** Asks one host. The clock offset is accurate to half the asymmetry of the round trip. */
export async function readHostDetails(
  context: StepContext,
  runner: Runner,
  target: HostTarget,
): Promise<Answer<HostDetails>> {
  const command = hostDetailsCommand(target);
  const sentAt = context.clock.now();
  const output = await runner.output(context, command);
  const answeredAt = context.clock.now();
  if (!output.ok) return output;
  const details = parseHostDetails(output.value, (sentAt + answeredAt) / 2);
  if (typeof details !== 'string') return success(details);
  return unexpectedOutput(runner, command, { expected: details, raw: withoutToken(output.value) });
}

/** Not even the token's hash is shown. */
function withoutToken(stdout: string): string {
  return stdout.replace(/^(@token\n)(?:(?!@).*\n)*/m, '$1');
}

/**
 * `middleMs` is the local time half-way between question and answer. Unreadable output gives the name of the expected
 * part.
 */
export function parseHostDetails(stdout: string, middleMs: number): HostDetails | string {
  const sections = sectionsOf(stdout);
  if (sections === undefined) return '@end';
  const binaryVersion = versionOfOutput(section(sections, 'version').join('\n'));
  if (binaryVersion === undefined) return '@version';
  const freeKiB = Number(section(sections, 'free').at(-1)?.trim().split(/\s+/)[3]);
  if (!Number.isFinite(freeKiB)) return '@free';
  const [from, to] = [Number(section(sections, 'from')[0]), Number(section(sections, 'to')[0])];
  if (!Number.isFinite(from) || !Number.isFinite(to)) return '@from';
  const pod = sections.has('apiserver') ? argumentsIn(section(sections, 'apiserver')) : undefined;
  const written = argumentsIn(section(sections, 'arguments'));
  const [token, tokenHash] = section(sections, 'token');
  return {
    binaryVersion,
    tokenPresent: token === 'present',
    tokenHash,
    packageManagers: section(sections, 'packages'),
    engineCommands: section(sections, 'commands'),
    journalTells: Number(section(sections, 'journal')[0] ?? 0) > 0,
    freeBytes: freeKiB * 1024,
    traces: parseTraces(
      section(sections, 'datastore'),
      sections.has('etcd') ? etcdUrlOf(section(sections, 'etcd')[0]) : undefined,
    ),
    etcdMember: section(sections, 'member')[0]?.trim(),
    encryptionConfigPath: written.path ?? pod?.path,
    automaticReload: written.reload ?? (pod?.path === undefined ? undefined : (pod.reload ?? false)),
    compactionMs: written.compactionMs ?? pod?.compactionMs,
    clockOffsetMs: Math.round(((from + to) / 2) * 1_000 - middleMs),
  };
}

/** The last argument counts, as on the apiserver's own command line. */
function argumentsIn(lines: readonly string[]): {
  readonly path: string | undefined;
  readonly reload: boolean | undefined;
  readonly compactionMs: number | undefined;
} {
  const valueOf = (name: string): string | undefined => {
    const line = lines.findLast((one) => one.startsWith(`${name}=`));
    return line === undefined ? undefined : withoutTrailing(line.slice(name.length + 1), "]'");
  };
  const reload = valueOf('encryption-provider-config-automatic-reload');
  const compaction = valueOf('etcd-compaction-interval');
  return {
    path: valueOf('encryption-provider-config'),
    reload: reload === undefined ? undefined : reload === 'true',
    compactionMs: compaction === undefined ? undefined : goDurationMs(compaction),
  };
}

function etcdUrlOf(line: string | undefined): string {
  const urls = line?.match(/https?:\/\/[^,\s"']+/g) ?? [];
  return urls.find((url) => url.includes('127.0.0.1')) ?? urls[0] ?? OLD_ETCD_URL;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** A duration in Go's notation (`5m0s`, `1h`, `0`), ms, or `undefined` for any other text. */
function goDurationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/gy)];
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNIT_MS[unit] ?? 0), 0);
}

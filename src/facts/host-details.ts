import { versionOfOutput } from '../engine/version.ts';
import type { StepContext } from '../model/clock.ts';
import { failed, success, type Result } from '../model/result.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { section, sectionsOf } from './sections.ts';

/** What a host says of itself once binary and data directory are known. */
export interface HostDetails {
  readonly binaryVersion: string;
  readonly tokenPresent: boolean;
  readonly freeBytes: number;
  /** Base URL of etcd's HTTP listener; `undefined` without etcd. */
  readonly etcdUrl: string | undefined;
  /** Of the apiserver's static pod; `undefined` where there is none. */
  readonly encryptionConfigPath: string | undefined;
  readonly clockOffsetMs: number;
}

/** Releases before September 2023 answer HTTP on etcd's client port (measured.md 4). */
const OLD_ETCD_URL = 'https://127.0.0.1:2379';

/** One script for everything that needs no parsing on the host. It begins and ends with the time. */
export function hostDetailsCommand(target: { readonly binary: string; readonly dataDir: string }): RemoteCommand {
  const dataDir = quoteWord(target.dataDir);
  const token = quoteWord(`${target.dataDir}/server/token`);
  const etcd = quoteWord(`${target.dataDir}/server/db/etcd/config`);
  const manifest = quoteWord(`${target.dataDir}/agent/pod-manifests/kube-apiserver.yaml`);
  return {
    name: 'host details',
    body: {
      script: [
        'echo @from; date +%s.%N',
        `echo @version; ${quoteWord(target.binary)} --version`,
        `echo @token; if [ -f ${token} ]; then echo present; fi`,
        `echo @free; df -P -k ${dataDir}`,
        `if [ -f ${etcd} ]; then echo @etcd; grep -E '^listen-client-http-urls *:' ${etcd}; fi`,
        `if [ -f ${manifest} ]; then echo @apiserver; grep -oE 'encryption-provider-config=[^" ]*' ${manifest}; fi`,
        'echo @to; date +%s.%N',
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
  };
}

/** Asks one host; the clock offset is good to half the asymmetry of the way there and back. */
export async function readHostDetails(
  context: StepContext,
  runner: Runner,
  target: { readonly binary: string; readonly dataDir: string },
): Promise<Result<HostDetails>> {
  const command = hostDetailsCommand(target);
  const sentAt = context.clock.now();
  const output = await runner.output(context, command);
  const answeredAt = context.clock.now();
  if (!output.ok) return output;
  const details = parseHostDetails(output.value, (sentAt + answeredAt) / 2);
  if (typeof details !== 'string') return success(details);
  const line = runner.line(command);
  return failed({
    kind: 'unexpected-output',
    server: runner.server,
    command: line,
    expected: details,
    raw: output.value,
  });
}

/** `middleMs`: our time half-way between question and answer. Gives the name of the part that was expected when it cannot be read. */
export function parseHostDetails(stdout: string, middleMs: number): HostDetails | string {
  const sections = sectionsOf(stdout);
  if (sections === undefined) return '@end';
  const binaryVersion = versionOfOutput(section(sections, 'version').join('\n'));
  if (binaryVersion === undefined) return '@version';
  const freeKiB = Number(section(sections, 'free').at(-1)?.trim().split(/\s+/)[3]);
  if (!Number.isFinite(freeKiB)) return '@free';
  const [from, to] = [Number(section(sections, 'from')[0]), Number(section(sections, 'to')[0])];
  if (!Number.isFinite(from) || !Number.isFinite(to)) return '@from';
  const path = /=(.*)$/.exec(section(sections, 'apiserver')[0] ?? '')?.[1];
  return {
    binaryVersion,
    tokenPresent: section(sections, 'token').includes('present'),
    freeBytes: freeKiB * 1024,
    etcdUrl: sections.has('etcd') ? etcdUrlOf(section(sections, 'etcd')[0]) : undefined,
    encryptionConfigPath: path,
    clockOffsetMs: Math.round(((from + to) / 2) * 1_000 - middleMs),
  };
}

function etcdUrlOf(line: string | undefined): string {
  const urls = line?.match(/https?:\/\/[^,\s"']+/g) ?? [];
  return urls.find((url) => url.includes('127.0.0.1')) ?? urls[0] ?? OLD_ETCD_URL;
}

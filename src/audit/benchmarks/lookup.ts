import { unreachable } from '../../model/unreachable.ts';
import type { ServerFacts } from '../../model/facts.ts';
import { argumentOf, type FileFacts, type HostAudit, type ProcessFacts } from '../facts/host-facts.ts';
import type { BenchmarkTest, Reading } from './table.ts';

/** A value that a test looks at, under the name that a reader knows it by. */
interface LookedAt {
  readonly name: string;
  readonly seen: string | undefined;
}

/** Looks up the value of each test, one for each file where a row is about files. */
export type Lookup = (test: BenchmarkTest) => readonly LookedAt[];

/** How a row finds its values on a host, or why it cannot. */
export type Found = Lookup | 'process-not-seen' | 'no-such-file' | 'no-answer';

/** Finds what a row reads. The encryption file was read for the rotation. */
export function lookupOn(reads: Reading, host: HostAudit, server: ServerFacts | undefined): Found {
  switch (reads.kind) {
    case 'arguments':
      return argumentsOf(host.processes.get(reads.component));
    case 'kubelet':
      return settingsOf(host.processes.get('kubelet'), host.kubelet);
    case 'kube-proxy':
      return argumentsOf(host.processes.get('kube-proxy'));
    case 'etcd':
      return host.etcd === undefined
        ? 'no-such-file'
        : settingsOf(host.processes.get('etcd') ?? NO_ARGUMENTS, host.etcd);
    case 'first-provider': {
      const file = server?.encryption?.filesRead === true ? server.encryption.file : undefined;
      return file === undefined ? 'no-answer' : () => [{ name: 'first provider', seen: file.providers[0] }];
    }
    case 'mode':
      return filesAt(host, reads.paths, ({ mode }) => mode);
    case 'owner':
      return filesAt(host, reads.paths, ({ owner }) => owner);
    case 'default-accounts':
      return 'no-answer';
    default:
      return unreachable(reads);
  }
}

/** K3s runs etcd without arguments. */
const NO_ARGUMENTS: ProcessFacts = { arguments: [], type: undefined };

function argumentsOf(process: ProcessFacts | undefined): Found {
  if (process === undefined) return 'process-not-seen';
  return ({ flag = '' }) => [{ name: `--${flag}`, seen: argumentOf(process, flag) }];
}

/** An argument counts before a setting of a file. */
function settingsOf(process: ProcessFacts | undefined, settings: unknown): Found {
  if (process === undefined) return 'process-not-seen';
  return ({ flag, path }) => {
    const given = flag === undefined ? undefined : (argumentOf(process, flag) ?? gateOf(process, flag));
    if (given !== undefined || path === undefined) return [{ name: `--${flag ?? ''}`, seen: given }];
    return [{ name: path.join('.'), seen: settingAt(settings, path) }];
  };
}

/** A feature gate among the arguments, such as `--feature-gates=RotateKubeletServerCertificate=true`. */
function gateOf(process: ProcessFacts, name: string): string | undefined {
  const gates = argumentOf(process, 'feature-gates')?.split(',') ?? [];
  const gate = gates.find((each) => each.trim().startsWith(`${name}=`));
  return gate?.slice(gate.indexOf('=') + 1).trim();
}

/** A list becomes one text with commas, as kube-bench joins it. */
function settingAt(settings: unknown, path: readonly string[]): string | undefined {
  let value = settings;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  if (Array.isArray(value)) return value.map(String).join(',');
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

function filesAt(host: HostAudit, patterns: readonly string[], value: (file: FileFacts) => string): Found {
  const wanted = patterns.map((pattern) => pattern.replace(/^DATA/, host.dataDir));
  const files = [...host.files.values()].filter(({ path }) => wanted.some((pattern) => isAt(path, pattern)));
  if (files.length === 0) return 'no-such-file';
  // kube-bench tests what stat prints: an owner that is named is there, or not.
  return ({ flag = '', op }) =>
    files.map((file) => {
      const seen = value(file);
      return { name: file.path, seen: op === undefined && seen !== flag ? undefined : seen };
    });
}

/** A star stands for the beginning of a name, or for a whole name. */
function isAt(path: string, pattern: string): boolean {
  const [names, wanted] = [path.split('/'), pattern.split('/')];
  return (
    names.length === wanted.length &&
    wanted.every((part, index) => {
      const name = names[index] ?? '';
      return part.startsWith('*') ? name.endsWith(part.slice(1)) : name === part;
    })
  );
}

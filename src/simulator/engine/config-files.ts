import { parse, stringify } from 'yaml';

/** The files of a server needed for its configuration. */
export interface ReadableFiles {
  /** Names in a directory in byte order, or no names for a missing directory. */
  list(directory: string): readonly string[];
  read(path: string): { readonly content: Buffer } | undefined;
}

/**
 * The form of a simulated server's configuration, as one file of lines, Rancher's drop-in of JSON, or several drop-ins.
 */
export type ConfigForm = 'yaml' | 'json' | 'drop-ins';

/** The files by name below `/etc/rancher/<distribution>`. */
export function configFiles(
  form: ConfigForm,
  settings: Readonly<Record<string, unknown>>,
): readonly (readonly [string, string])[] {
  if (form === 'yaml') return [['config.yaml', stringify(settings)]];
  // Rancher's form for the clusters it provisions.
  if (form === 'json') return [['config.yaml.d/50-rancher.yaml', JSON.stringify(settings, null, 2)]];
  const entries = Object.entries(settings);
  const isEven = (index: number): boolean => index % 2 === 0;
  const part = (even: boolean): string =>
    stringify(Object.fromEntries(entries.filter((_entry, index) => isEven(index) === even)));
  return [
    ['config.yaml', `# The drop-ins say more.\n---\n${part(true)}`],
    ['config.yaml.d/.base.yml', 'cluster-cidr: 10.41.0.0/16\n'],
    ['config.yaml.d/10-more.yaml', part(false)],
    // In byte order capitals come after digits, so this file is read last.
    ['config.yaml.d/Z.YAML', '"cluster-cidr": [10.42.0.0/16]\n"service-cidr+":\n  - 10.43.0.0/16\n'],
    ['config.yaml.d/README', 'cluster-cidr: not read\n'],
  ];
}

const SECRET = /^(?:token|agent-token|datastore-endpoint|etcd-s3-(?:access|secret)-key|vpn-auth)$/;

/**
 * The annotation `node-args` that an engine writes at its start. The annotation is the engine's command line, with
 * files and drop-ins inserted and secrets removed (k3s `pkg/configfilearg/parser.go` and
 * `pkg/nodeconfig/nodeconfig.go`).
 */
export function nodeArgs(files: ReadableFiles, config: string): string {
  const values = new Map<string, readonly unknown[]>();
  const dropIns = files.list(`${config}.d`).filter((name) => /\.ya?ml$/i.test(name));
  for (const path of [config, ...dropIns.map((name) => `${config}.d/${name}`)]) {
    const text = files.read(path)?.content.toString() ?? '';
    const data = parse(text, { version: '1.1', uniqueKeys: false }) as Readonly<Record<string, unknown>> | null;
    for (const [key, value] of Object.entries(data ?? {})) {
      const name = key.replace(/\+$/, '');
      const earlier = key === name ? [] : (values.get(name) ?? []);
      values.set(name, [...earlier, value].flat());
    }
  }
  const words = [...values].flatMap(([name, all]) =>
    all.flatMap((value) => [
      `${name.length === 1 ? '-' : '--'}${name}`,
      SECRET.test(name) ? '********' : textOf(value),
    ]),
  );
  return JSON.stringify(['server', ...words]);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

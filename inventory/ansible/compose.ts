import { SERVER_NAME } from '../formats.ts';
import type { DocumentPath } from '../document-path.ts';
import { chooseServers, type Choice } from './choose-servers.ts';
import { distributionOf } from './conventions.ts';
import { connectionOf, type NamedVariable } from './connection.ts';
import { CLUSTER_VARIABLE, SERVER_VARIABLE, clusterName, settingsOf, sharedSettings } from './settings.ts';
import type { Tree } from './tree.ts';
import type { Trouble } from './trouble.ts';
import type { Origin, Variables } from './variable.ts';
import { fieldsOf } from './yaml-text.ts';

/** The cluster in the form of hosts.yaml, and where each part comes from. */
export interface Composed {
  readonly data: unknown;
  readonly troubles: readonly Trouble[];
  /** The variable behind the longest known part of a path, or the file itself. */
  readonly sourceOf: (path: DocumentPath) => PathSource;
}

export interface PathSource {
  readonly origin: Origin;
  /** For example `ansible_port of s1`. */
  readonly subject: string;
  /** The rest of the path, inside the variable. */
  readonly rest: DocumentPath;
  readonly within: NamedVariable['variable']['within'];
}

/** Makes one cluster of an Ansible inventory. */
export function compose(
  tree: Tree,
  variablesOf: (host: string) => Variables,
  { choice, file }: { readonly choice: Choice; /** As typed. */ readonly file: string },
): Composed {
  const whole: Origin = { file, line: undefined, column: undefined };
  const troubles: Trouble[] = [];
  const sources = new Map<string, PathSource>();
  const sourceOf = (path: DocumentPath): PathSource => {
    for (let length = path.length; length > 0; length -= 1) {
      const found = sources.get(JSON.stringify(path.slice(0, length)));
      if (found !== undefined) return { ...found, rest: path.slice(length) };
    }
    return { origin: whole, subject: '', rest: path, within: undefined };
  };
  const nothing = (): Composed => ({ data: undefined, troubles, sourceOf });
  const servers = chooseServers(tree, variablesOf, { choice, whole, troubles });
  if (servers === undefined) return nothing();
  const variables = servers.hosts.map(variablesOf);
  const shared = sharedSettings(servers, variables, troubles);
  const settings = new Map(fieldsOf(shared?.variable.value));
  const name = clusterName(settings.get('cluster'), choice, file);
  if (name === undefined) {
    const expected = `--cluster NAME, or the variable ${CLUSTER_VARIABLE} with cluster: NAME, for example in group_vars/all.yml`;
    troubles.push({ rule: 'cluster-needed', origin: whole, expected });
    return nothing();
  }
  const distribution =
    settings.get('distribution') ?? servers.distribution ?? distributionOf(tree, servers.group, variables[0]);
  if (distribution === undefined) {
    const expected = `the variable ${CLUSTER_VARIABLE} with distribution: rke2, or distribution: k3s`;
    troubles.push({
      rule: 'distribution-needed',
      origin: whole,
      found: `the group ${servers.group}`,
      because: 'its name does not say what runs there',
      expected,
    });
    return nothing();
  }
  const path = ['clusters', name];
  const note = (at: DocumentPath, { name: variable, variable: { origin, within } }: NamedVariable, of: string): void =>
    void sources.set(JSON.stringify(at), { origin, subject: `${variable}${of}`, rest: [], within });
  if (shared !== undefined) note(path, shared, '');
  const ignore = new Set([settings.get('ignore')].flat().filter((each) => typeof each === 'string'));
  const listed = servers.hosts.map((host, index) => {
    const at = [...path, 'servers', index];
    const own = variables[index] ?? new Map();
    sources.set(JSON.stringify(at), {
      origin: tree.hosts.get(host)?.origin ?? whole,
      subject: host,
      rest: [],
      within: undefined,
    });
    const connection = connectionOf(host, own, { ignore, userAt: choice.userAt });
    troubles.push(...connection.troubles);
    for (const [field, source] of connection.sources) {
      note([...at, ...(field === 'host' ? ['host'] : ['ssh', field])], source, ` of ${host}`);
    }
    const written = settingsOf(SERVER_VARIABLE, own, host, troubles);
    const { ssh, ...rest } = Object.fromEntries(fieldsOf(written?.variable.value) ?? []);
    if (written !== undefined) {
      const fields = [...Object.keys(rest), ...Object.keys(Object(ssh)).map((key) => `ssh.${key}`)];
      for (const field of fields) noteField(sources, at, field, written, host);
    }
    return { host: connection.host, name: serverName(host), ...rest, ssh: { ...connection.ssh, ...Object(ssh) } };
  });
  const { cluster: _cluster, ignore: _ignore, ...others } = Object.fromEntries(settings);
  return {
    data: { version: 1, clusters: { [name]: { ...others, distribution, servers: listed } } },
    troubles,
    sourceOf,
  };
}

function noteField(
  sources: Map<string, PathSource>,
  at: DocumentPath,
  field: string,
  written: NamedVariable,
  host: string,
): void {
  const keys = field.split('.');
  const { within, origin } = written.variable;
  sources.set(JSON.stringify([...at, ...keys]), {
    origin: within?.(keys) ?? origin,
    subject: `${written.name}.${field} of ${host}`,
    rest: [],
    within: within === undefined ? undefined : (inner, where) => within([...keys, ...inner], where),
  });
}

/** Kubernetes' names have no capitals and no underscores. */
function serverName(host: string): string {
  return SERVER_NAME.pattern.test(host) ? host : host.toLowerCase().replaceAll('_', '-');
}

import { Document, isMap, isScalar, isSeq, parse, parseDocument, type Pair } from 'yaml';
import type { Distribution, Role } from '../src/model/cluster.ts';
import type { WrittenServer, WrittenSsh } from './schema.ts';

/** A server that was found, in the form of hosts.yaml. */
export interface FoundServer {
  readonly host: string;
  readonly name: string;
  readonly nodeName: string;
  readonly roles: readonly Role[];
}

/** A cluster that was found, and how its servers are reached. */
export interface FoundCluster {
  readonly name: string;
  readonly distribution: Distribution;
  readonly ssh: WrittenSsh;
  readonly servers: readonly FoundServer[];
}

/** An inventory with the found servers in it. */
export interface WithServers {
  readonly text: string;
  readonly added: readonly string[];
  /** Servers that the inventory had already. Nothing about them was changed. */
  readonly kept: readonly string[];
  /** Servers of the inventory that were not found. They stay. */
  readonly notFound: readonly string[];
}

interface WrittenData {
  readonly clusters?: Readonly<
    Record<string, { readonly ssh?: WrittenSsh; readonly servers?: readonly WrittenServer[] }>
  >;
}

/**
 * Adds the servers that an inventory does not have. Every other line stays as it is, with comments and order: lines are
 * put in where servers or clusters are listed one a line, and only a list in brackets is written again. `text` is a valid
 * hosts.yaml, or `undefined` for a new one.
 */
export function addServers(text: string | undefined, found: FoundCluster): WithServers {
  if (text === undefined) return { text: newInventory(found), added: namesOf(found), kept: [], notFound: [] };
  const data = parse(text) as WrittenData;
  const written = Object.hasOwn(data.clusters ?? {}, found.name) ? data.clusters?.[found.name] : undefined;
  if (written === undefined) {
    const lines = clusterLines(found);
    return { text: withCluster(text, found, lines), added: namesOf(found), kept: [], notFound: [] };
  }
  const servers = written.servers ?? [];
  const isSame = (server: WrittenServer, { host, name, nodeName }: FoundServer): boolean =>
    server.nodeName === nodeName || server.name === name || server.host.toLowerCase() === host.toLowerCase();
  const missing = found.servers.filter((each) => !servers.some((server) => isSame(server, each)));
  const entries = missing.map((server) => serverEntry(server, differing(found.ssh, written.ssh ?? {})));
  return {
    text: missing.length === 0 ? text : withEntries(text, found.name, entries),
    added: missing.map(({ name }) => name),
    kept: found.servers.filter((each) => !missing.includes(each)).map(({ name }) => name),
    notFound: servers
      .filter((server) => !found.servers.some((each) => isSame(server, each)))
      .map((server) => server.name ?? server.host),
  };
}

function newInventory(found: FoundCluster): string {
  return `version: 1\nclusters:\n${indented(clusterLines(found), 2)}`;
}

function clusterLines(found: FoundCluster): string {
  const document = new Document({ [found.name]: clusterEntry(found) });
  oneLineEach(document.getIn([found.name, 'servers'], true));
  return document.toString({ lineWidth: 0 });
}

function entryLines(entries: readonly object[]): string {
  const document = new Document(entries);
  oneLineEach(document.contents);
  return document.toString({ lineWidth: 0 });
}

function oneLineEach(list: unknown): void {
  for (const item of isSeq(list) ? list.items : []) if (isMap(item)) item.flow = true;
}

function namesOf({ servers }: FoundCluster): readonly string[] {
  return servers.map(({ name }) => name);
}

function clusterEntry({ distribution, ssh, servers }: FoundCluster) {
  return { distribution, ssh, servers: servers.map((server) => serverEntry(server, {})) };
}

function serverEntry({ host, name, nodeName, roles }: FoundServer, ssh: WrittenSsh): object {
  return { host, name, nodeName, roles, ...(Object.keys(ssh).length === 0 ? {} : { ssh }) };
}

/** What a new server needs besides what the cluster says already. */
function differing(own: WrittenSsh, shared: WrittenSsh): WrittenSsh {
  const fields = Object.entries(own).filter(
    ([field, value]) => JSON.stringify(shared[field as keyof WrittenSsh]) !== JSON.stringify(value),
  );
  return Object.fromEntries(fields) as WrittenSsh;
}

function withCluster(text: string, found: FoundCluster, lines: string): string {
  const document = parseDocument(text);
  const clusters = document.get('clusters', true);
  const last = isMap(clusters) && clusters.flow !== true ? clusters.items.at(-1) : undefined;
  const put =
    last === undefined ? undefined : insertAfter(text, endOf(last), indented(lines, columnOf(text, startOf(last))));
  return sameOr(put, document, () => {
    document.setIn(['clusters', found.name], document.createNode(clusterEntry(found)));
  });
}

function withEntries(text: string, cluster: string, entries: readonly object[]): string {
  const document = parseDocument(text);
  const servers = document.getIn(['clusters', cluster, 'servers'], true);
  const last = isSeq(servers) && servers.flow !== true ? servers.items.at(-1) : undefined;
  const dash = isSeq(servers) ? servers.range?.[0] : undefined;
  const lines = entryLines(entries);
  const put =
    last === undefined || dash === undefined
      ? undefined
      : insertAfter(text, rangeEnd(last), indented(lines, columnOf(text, dash)));
  return sameOr(put, document, () => {
    for (const entry of entries) {
      document.addIn(['clusters', cluster, 'servers'], document.createNode(entry, { flow: true }));
    }
  });
}

/** The text with lines put in, where it means the same as the changed document, else the document written again. */
function sameOr(put: string | undefined, document: Document, change: () => void): string {
  change();
  const wanted = JSON.stringify(document.toJS());
  const reread = put === undefined ? undefined : parseDocument(put);
  if (put !== undefined && reread?.errors.length === 0 && JSON.stringify(reread.toJS()) === wanted) return put;
  return document.toString({ lineWidth: 0 });
}

/** Puts lines below the line on which something ends, so that a comment there stays there. */
function insertAfter(text: string, end: number | undefined, lines: string): string | undefined {
  if (end === undefined) return undefined;
  const before = text.slice(0, end).trimEnd().length;
  const newline = text.indexOf('\n', before);
  return newline < 0 ? `${text}\n${lines}` : `${text.slice(0, newline + 1)}${lines}${text.slice(newline + 1)}`;
}

function columnOf(text: string, offset: number | undefined): number {
  return offset === undefined ? 0 : offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function startOf({ key }: Pair): number | undefined {
  return isScalar(key) ? key.range?.[0] : undefined;
}

function endOf({ value }: Pair): number | undefined {
  return rangeEnd(value);
}

function rangeEnd(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[1] : undefined;
}

function indented(lines: string, columns: number): string {
  return lines.replaceAll(/^(?=.)/gm, ' '.repeat(columns));
}

import type { LoadedEvidence, NodeFacts, ServerFacts } from '../model/facts.ts';
import type { StatusReading } from '../model/encryption.ts';
import { stageOf } from './half-way-text.ts';
import { item, painted, table } from './layout.ts';
import { printableLine, visibleLength } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { shortHash } from './units.ts';

/** A server and its Node, where the cluster has one. */
export interface PlacedServer {
  readonly server: ServerFacts;
  readonly node: NodeFacts | undefined;
}

const COLUMNS = ['roles', 'version', 'service', 'node', 'stage', 'file', 'loaded', 'hashes'] as const;
type Column = (typeof COLUMNS)[number];
type Row = Readonly<Record<Column, string>>;

/** Where the table is too wide, columns with one value for all servers leave it in this order. */
const LEAVING: readonly Column[] = ['version', 'roles', 'hashes', 'service', 'node', 'stage', 'loaded', 'file'];

/**
 * All servers side by side, within `width`. Where the table would be wider, what is the same on all servers is said once
 * below it, and where even that is too wide each server has lines of its own. Servers that were not asked are named only.
 */
export function serverTableLines(
  servers: readonly PlacedServer[],
  unasked: readonly string[],
  options: RenderOptions,
): readonly string[] {
  const rows = servers.map(({ server, node }) => ({ name: server.name, cells: cellsOf(server, node) }));
  const shown: Column[] = [...COLUMNS];
  const said: Column[] = [];
  const fits = (): boolean =>
    drawn(rows, unasked, shown, options).every((line) => visibleLength(line) <= options.width);
  for (const column of LEAVING.filter((each) => sameOf(rows, each) !== undefined)) {
    if (fits()) break;
    shown.splice(shown.indexOf(column), 1);
    said.push(column);
  }
  const below = COLUMNS.filter((column) => said.includes(column)).map(
    (column) => `${column} ${sameOf(rows, column) ?? ''}`,
  );
  const where = unasked.length === 0 ? 'on all' : 'on all that were asked';
  return [
    ...(fits() ? drawn(rows, unasked, shown, options) : listed(rows, unasked, shown, options)),
    ...(below.length === 0
      ? []
      : [item(below.join(', '), { bullet: `${where}:`, width: options.width, indent: '  ' })]),
  ];
}

type NamedRow = { readonly name: string; readonly cells: Row };

function drawn(
  rows: readonly NamedRow[],
  unasked: readonly string[],
  shown: readonly Column[],
  { style }: RenderOptions,
): readonly string[] {
  return table(
    [
      ['server', ...shown].map((heading) => painted(style.dim, heading)),
      ...rows.map(({ name, cells }) => [name, ...shown.map((column) => cells[column])]),
      ...unasked.map((name) => [name, 'not asked', ...shown.slice(1).map(() => '-')]),
    ],
    '  ',
  ).split('\n');
}

function listed(
  rows: readonly NamedRow[],
  unasked: readonly string[],
  shown: readonly Column[],
  { width }: RenderOptions,
): readonly string[] {
  const texts = [
    ...rows.map(({ name, cells }) => `${name}: ${shown.map((column) => `${column} ${cells[column]}`).join(', ')}`),
    ...unasked.map((name) => `${name}: not asked`),
  ];
  return texts.map((text) => item(printableLine(text), { bullet: '-', width, indent: '  ' }));
}

/** The value of a column on every server. `undefined` where servers differ. */
function sameOf(rows: readonly NamedRow[], column: Column): string | undefined {
  const values = new Set(rows.map(({ cells }) => cells[column]));
  return values.size === 1 ? printableLine([...values][0] ?? '') : undefined;
}

function cellsOf(server: ServerFacts, node: NodeFacts | undefined): Row {
  const { encryption, apiserver } = server;
  return {
    roles: server.roles.join('+'),
    version: server.binaryVersion,
    service: server.unit.activeState,
    node: nodeWord(node),
    stage: (encryption === undefined ? undefined : stageOf(encryption)) ?? '-',
    file: encryption?.file === undefined ? '-' : shortHash(encryption.file.sha256),
    loaded: apiserver === undefined ? '-' : loadedWord(apiserver.loaded),
    hashes: encryption === undefined ? '-' : hashesWord(encryption.status),
  };
}

/** An unread hash is not reported as different. */
function hashesWord(status: StatusReading): string {
  if (status.kind === 'unread') return 'unread';
  return status.said.hashesMatch ? 'match' : 'differ';
}

function nodeWord(node: NodeFacts | undefined): string {
  if (node === undefined) return 'none';
  const ready = node.ready ? 'Ready' : 'NotReady';
  return node.unschedulable ? `${ready},cordoned` : ready;
}

function loadedWord(loaded: LoadedEvidence): string {
  switch (loaded.kind) {
    case 'hash':
      return shortHash(loaded.sha256);
    case 'times':
      return 'by time';
    default:
      return 'unknown';
  }
}

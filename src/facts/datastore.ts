import { withoutTrailing } from '../model/trim.ts';
import { engineEtcdFiles } from '../cluster/target.ts';
import type { Distribution } from '../model/cluster.ts';
import type { Datastore, KineDatabase, TlsFiles } from '../model/datastore.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { Settings } from '../engine/config/merge.ts';

/** Programs needed to query kine, beyond the programs needed everywhere. */
const KINE_TOOLS = ['awk', 'od', 'printf'] as const;

/** Evidence of a server's datastore from the server's files and programs. */
export interface DatastoreTraces {
  /** etcd's own data exist, so the engine uses etcd whatever its configuration says. */
  readonly etcdData: boolean;
  /** Base URL of the etcd member's HTTP listener. */
  readonly etcdUrl: string | undefined;
  readonly http2: boolean;
  readonly sqlite3: boolean;
  readonly missingTools: readonly string[];
}

/** Lines of a script that looks for the evidence, all in one section. */
export function datastoreScript(dataDir: string): readonly string[] {
  const etcd = quoteWord(`${dataDir}/server/db/etcd/member/wal`);
  return [
    `echo @datastore; if [ -d ${etcd} ]; then echo etcd-data; fi`,
    // Without nghttp2 curl does not list HTTP2 among its features.
    `if curl --version 2>/dev/null | grep -q ' HTTP2'; then echo http2; fi`,
    `if command -v sqlite3 >/dev/null 2>&1; then echo sqlite3; fi`,
    `for TOOL in ${KINE_TOOLS.join(' ')}; do command -v "$TOOL" >/dev/null 2>&1 || echo "missing $TOOL"; done`,
  ];
}

/** Reads the section of `datastoreScript`. */
export function parseTraces(lines: readonly string[], etcdUrl: string | undefined): DatastoreTraces {
  return {
    etcdData: etcdUrl !== undefined || lines.includes('etcd-data'),
    etcdUrl,
    http2: lines.includes('http2'),
    sqlite3: lines.includes('sqlite3'),
    missingTools: lines.flatMap((line) => /^missing (\w+)$/.exec(line)?.[1] ?? []),
  };
}

/**
 * The datastore in use, by the engine's own rules (k3s `pkg/cluster/managed.go`, `assignManagedDriver`;
 * docs/facts/datastores.md, 1). etcd's data on the disk come first, then the configured endpoint, then making or
 * joining a cluster with etcd. Otherwise the engine uses SQLite.
 */
export function datastoreOf(input: {
  readonly distribution: Distribution;
  readonly settings: Settings;
  readonly dataDir: string;
  readonly traces: DatastoreTraces;
}): Datastore {
  const { distribution, settings, dataDir, traces } = input;
  const endpoint = settings['datastore-endpoint'] ?? '';
  const disabled = settings['disable-etcd'] === 'true';
  if (traces.etcdData && !disabled) return { kind: 'etcd', url: traces.etcdUrl };
  const scheme = endpoint === '' ? '' : (/^([a-z0-9+]+):\/\//i.exec(endpoint)?.[1]?.toLowerCase() ?? 'other');
  if (scheme === 'http' || scheme === 'https') {
    return { kind: 'external-etcd', endpoints: endpointsIn(endpoint), tls: configuredFiles(settings) };
  }
  const joins = settings['server'] !== undefined;
  const hasEtcd = distribution === 'rke2' ? !disabled || joins : joins || settings['cluster-init'] === 'true';
  if (scheme === '' && hasEtcd) return { kind: 'etcd', url: undefined };
  return {
    kind: 'kine',
    database: databaseOf(scheme),
    socket: `${dataDir}/server/kine.sock`,
    tls: distribution === 'rke2' || settings['kine-tls'] === 'true' ? engineEtcdFiles(dataDir) : undefined,
    file: scheme === '' ? `${dataDir}/server/db/state.db` : undefined,
    http2: traces.http2,
    sqlite3: traces.sqlite3,
  };
}

/** A text may hold several endpoints. An endpoint known only by its scheme does not count. */
function endpointsIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((endpoint) => withoutTrailing(endpoint.trim(), '/'))
    .filter((endpoint) => /^https?:\/\/[^/@]+$/.test(endpoint));
}

function configuredFiles(settings: Settings): TlsFiles {
  return {
    ca: settings['datastore-cafile'],
    cert: settings['datastore-certfile'],
    key: settings['datastore-keyfile'],
  };
}

/** kine's own names of its drivers (kine `pkg/drivers`). Without a scheme the driver is SQLite. */
function databaseOf(scheme: string): KineDatabase {
  switch (scheme) {
    case '':
    case 'sqlite':
      return 'sqlite';
    case 'mysql':
      return 'mysql';
    case 'postgres':
    case 'postgresql':
      return 'postgres';
    case 'nats':
    case 'jetstream':
      return 'nats';
    case 't4':
      return 't4';
    default:
      return 'other';
  }
}

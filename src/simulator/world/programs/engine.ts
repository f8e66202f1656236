import { fatalLine, noSnapshots, versionText } from '../../engine/texts.ts';
import { snapshotSaved, snapshotTable, unknownFlags } from '../../engine/snapshot-output.ts';
import { type Program, type ProgramResult, notSimulated, printed, refused } from '../../host/program.ts';
import type { SimulatedCluster } from '../cluster.ts';
import { runSecretsEncrypt } from '../secrets-encrypt.ts';
import type { SimulatedServer } from '../server.ts';
import { PEER } from '../engine-answers.ts';
import { DURATIONS } from '../time.ts';

/** The engine's binary, `rke2` or `k3s`. */
export function engine(cluster: SimulatedCluster, server: SimulatedServer): Program {
  return async ({ argv, user }) => {
    const [, verb, ...rest] = argv;
    if (verb === '--version') return printed(versionText(cluster.distribution, server.version));
    const { at } = server.printer();
    if (user !== 'root')
      return refused(1, fatalLine(`Error: open ${server.dataDir}/server/token: permission denied`, at));
    if (verb === 'certificate' && rest[0] === 'check') return certificateCheck(cluster, server);
    if (verb === 'secrets-encrypt') return runSecretsEncrypt(cluster, server, rest);
    if (verb !== 'etcd-snapshot') return notSimulated(cluster.distribution, argv.join(' '));
    const config = server.files.read(`/etc/rancher/${cluster.distribution}/config.yaml`)?.content.toString() ?? '';
    const result = await snapshot(cluster, server, rest);
    return { ...result, stderr: unknownFlags(config, at) + result.stderr };
  };
}

async function snapshot(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  words: readonly string[],
): Promise<ProgramResult> {
  const { at } = server.printer();
  if (cluster.etcd.memberOf(server.name) === undefined) {
    const { journal, stderr } = noSnapshots(PEER, at);
    server.log(journal);
    return refused(1, stderr);
  }
  if (words[0] === 'ls') {
    return printed(
      snapshotTable(
        server.snapshots.map(({ name, bytes, atMs }) => ({
          name,
          location: `file://${server.dataDir}/server/db/snapshots/${name}`,
          bytes,
          at: new Date(atMs),
        })),
      ),
    );
  }
  if (words[0] !== 'save') return notSimulated('etcd-snapshot', words.join(' '));
  const name = `${words[words.indexOf('--name') + 1] ?? 'on-demand'}-${server.name}-${Math.floor(cluster.time.now() / 1_000)}`;
  await cluster.time.delay(DURATIONS.snapshot);
  if (!cluster.faults.has('snapshot-fails')) {
    server.snapshots.push({ name, bytes: cluster.etcd.store.bytes + 20_480, atMs: server.now() });
    cluster.ledger.add({ kind: 'snapshot', server: server.name, name, atMs: cluster.time.now() });
  }
  return { ...printed(''), stderr: snapshotSaved(name, at) };
}

/**
 * The engine's report on its certificates, on stderr, as seen on K3s v1.36.3 (`is ok, expires at`). The words for
 * certificates near their end are by reading (k3s `pkg/cli/cert/cert.go`).
 */
function certificateCheck(cluster: SimulatedCluster, server: SimulatedServer) {
  const days = Number(cluster.faults.text('certificates-old', server.name) ?? 365);
  const end = `${new Date(server.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
  const told =
    days <= 0
      ? `expired at ${end}`
      : days <= 120
        ? `will expire within 120 days at ${end}`
        : `is ok, expires at ${end}`;
  const stamp = `${new Date(server.now()).toISOString().slice(0, 19)}Z`;
  const level = days <= 0 ? 'error' : days <= 120 ? 'warning' : 'info';
  const lines = [
    `time="${stamp}" level=info msg="Server detected, checking agent and server certificates"`,
    `time="${stamp}" level=${level} msg="client-admin.crt: certificate system:admin (ClientAuth) ${told}"`,
    `time="${stamp}" level=info msg="client-admin.crt: certificate ${cluster.distribution}-client-ca@1795828212 (CertSign) is ok, expires at 2036-11-25T00:10:12Z"`,
    '',
  ];
  return { exitCode: 0, stdout: Buffer.alloc(0), stderr: lines.join('\n') };
}

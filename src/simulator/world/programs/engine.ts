import type { Program } from '../../program.ts';
import { runSecretsEncrypt } from '../secrets-encrypt.ts';
import type { SimulatedServer } from '../server.ts';
import { DURATIONS } from '../time.ts';
import type { World } from '../world.ts';
import { notSimulated, printed, refused } from './result.ts';

/** The engine's binary: `rke2` or `k3s`. */
export function engine(world: World, server: SimulatedServer): Program {
  return async ({ argv, user }) => {
    const [, verb, ...rest] = argv;
    if (verb === '--version') {
      return printed(
        `${world.distribution} version ${server.version} (0123456789abcdef0123456789abcdef01234567)\ngo version go1.26.1\n`,
      );
    }
    if (user !== 'root') return refused(1, 'level=fatal msg="open /etc/rancher/config.yaml: permission denied"\n');
    if (verb === 'secrets-encrypt') return runSecretsEncrypt(world, server, rest);
    if (verb === 'etcd-snapshot') return snapshot(world, server, rest);
    return notSimulated(world.distribution, argv.join(' '));
  };
}

async function snapshot(world: World, server: SimulatedServer, words: readonly string[]) {
  if (world.etcd.memberOf(server.name) === undefined) {
    return refused(1, 'level=fatal msg="etcd-snapshot: etcd datastore not found"\n');
  }
  if (words[0] === 'ls') {
    const rows = server.snapshots.map(({ name, bytes, atMs }) => {
      const location = `file://${server.dataDir}/server/db/snapshots/${name}`;
      return `${name} ${location} ${bytes} ${new Date(atMs).toISOString().slice(0, 19)}Z\n`;
    });
    return printed(`Name Location Size Created\n${rows.join('')}`);
  }
  if (words[0] !== 'save') return notSimulated('etcd-snapshot', words.join(' '));
  const name = `${words[words.indexOf('--name') + 1] ?? 'on-demand'}-${server.name}-${Math.floor(world.time.now() / 1_000)}`;
  await world.time.delay(DURATIONS.snapshot);
  if (!world.faults.has('snapshot-fails')) {
    server.snapshots.push({ name, bytes: world.etcd.store.bytes + 20_480, atMs: server.now() });
    world.ledger.add({ kind: 'snapshot', server: server.name, name, atMs: world.time.now() });
  }
  return {
    exitCode: 0,
    stdout: Buffer.from(''),
    stderr: `time="${new Date().toISOString()}" level=info msg="Snapshot ${name} saved."\n`,
  };
}

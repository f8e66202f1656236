import { restartService } from '../../../../src/simulator/world/service.ts';
import { journalOf, secretsEncrypt } from '../../../simulator/world/make-world.ts';
import { until, stands, startsAt } from '../happenings.ts';
import type { Scenario } from '../scenario.ts';

export const SERVERS_SCENARIOS: readonly Scenario[] = [
  {
    id: 'unfinished-run',
    given: 'a run of keyturn from here that was killed before its first step',
    servers: [],
    surroundings: { hasUnfinishedRun: true },
  },
  {
    id: 'foreign-rotation',
    given: 'prepare by hand, without the restarts',
    servers: ['s1', 's2', 's3'],
    happens: async (world) => void (await secretsEncrypt(world, 's1', 'prepare')),
  },
  {
    id: 'server-unasked',
    given: 'a host that does not answer',
    servers: ['s3'],
    options: { faults: ['host-dead:s3'] },
  },
  { id: 'etcd-member-down', given: 'one etcd member down', servers: ['s2'], options: { faults: ['member-down:s2'] } },
  {
    id: 'config-mismatch',
    given: 'a service that ends because of a setting that differs',
    servers: ['s2'],
    options: { faults: ['restart-fails:s2:100000'] },
    happens: async (world) => {
      restartService(world, world.server('s2'));
      await until(() => journalOf(world, 's2').includes('critical configuration'));
    },
  },
  {
    id: 'start-hangs',
    given: 'a start that tells nothing after the reconciliation',
    servers: ['s2'],
    // Quoted in docs/facts/failures.md 3 (rancher/rke2#9785); the head by reading.
    happens: (world) => startsAt(world, 's2', 'Reconciling bootstrap data between datastore and disk'),
  },
  {
    id: 'waits-for-own-apiserver',
    given: 'a start that waits for its apiserver',
    servers: ['s2'],
    happens: (world) => {
      world.server('s2').apiserver?.stop();
      // Quoted in docs/facts/failures.md B10 (rancher/rke2#3364); the head by reading.
      startsAt(
        world,
        's2',
        'Waiting to retrieve kube-proxy configuration; server is not ready: https://127.0.0.1:9345/v1-rke2/readyz: 500 Internal Server Error',
      );
    },
  },
  {
    id: 'engine-panics',
    given: 'a panic at the start',
    servers: ['s2'],
    happens: (world) => {
      stands(world, 's2', 'activating', 'auto-restart');
      // Quoted in docs/facts/failures.md B16 (rancher/rke2#8236).
      world.server('s2').log('panic: runtime error: invalid memory address or nil pointer dereference');
    },
  },
  {
    id: 'service-crashes',
    given: 'a service that systemd has started seven times',
    servers: ['s2'],
    happens: (world) => {
      stands(world, 's2', 'activating', 'auto-restart');
      world.server('s2').service.state.restarts = 7;
    },
  },
  {
    id: 'service-not-running',
    given: 'a service that somebody has stopped',
    servers: ['s2'],
    happens: (world) => stands(world, 's2', 'inactive', 'dead'),
  },
  {
    id: 'apiserver-not-ready',
    given: 'an apiserver that has ended',
    servers: ['s2'],
    happens: (world) => world.server('s2').apiserver?.stop(),
  },
  {
    id: 'node-not-ready',
    given: 'a Node whose kubelet is silent',
    servers: ['s2'],
    happens: (world) => void Object.assign(world.nodes.get('s2') ?? {}, { ready: false }),
  },
  {
    id: 'status-unanswered',
    given: 'a status in words that nobody knows',
    servers: ['s2'],
    options: { faults: ['status-unreadable:s2'] },
  },
  {
    id: 'annotation-missing',
    given: 'a Node without the annotation of the engine',
    servers: ['s2'],
    happens: (world) => {
      delete world.nodes.get('s2')?.annotations['rke2.io/encryption-config-hash'];
    },
  },
  {
    id: 'annotation-outdated',
    given: 'a Node that names an earlier file',
    servers: ['s2'],
    happens: (world) => world.server('s2').annotate('start', 'f'.repeat(64)),
  },
];

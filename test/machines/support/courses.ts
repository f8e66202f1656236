import type { Entry } from '../../../src/model/entry.ts';
import {
  APISERVER_RELOADS,
  type ApiserverReload,
  type Course,
  type Part,
  type RollServer,
} from '../../../src/model/strategy.ts';
import { followerFirst } from '../../../src/plan/choose-course.ts';

function server(name: string, part: Part, hasEtcd = true): RollServer {
  return { name, part, hasEtcd };
}

/** The topologies of the simulator, in roll order; and one control-plane server with etcd elsewhere too. */
export const TOPOLOGIES = {
  'one server': [server('s1', 'leader')],
  'one server and two etcd-only': [server('e1', 'etcd-only'), server('e2', 'etcd-only'), server('s1', 'leader')],
  'three servers': [server('s1', 'leader'), server('s2', 'follower'), server('s3', 'follower')],
  'three servers and two etcd-only': [
    server('e1', 'etcd-only'),
    server('e2', 'etcd-only'),
    server('s1', 'leader'),
    server('s2', 'follower'),
    server('s3', 'follower'),
  ],
  'two control-plane-only and three etcd-only': [
    server('e1', 'etcd-only'),
    server('e2', 'etcd-only'),
    server('e3', 'etcd-only'),
    server('s1', 'leader', false),
    server('s2', 'follower', false),
  ],
  'five servers': [
    server('s1', 'leader'),
    server('s2', 'follower'),
    server('s3', 'follower'),
    server('s4', 'follower'),
    server('s5', 'follower'),
  ],
} as const satisfies Record<string, readonly RollServer[]>;

export type Topology = keyof typeof TOPOLOGIES;
export const TOPOLOGY_NAMES = Object.keys(TOPOLOGIES) as readonly Topology[];

/** Staged, waiting for reloads, without snapshots, unless said otherwise. */
export function courseOf(topology: Topology, change: Partial<Course> = {}): Course {
  const order: readonly RollServer[] = TOPOLOGIES[topology];
  const planes = order.filter(({ part }) => part !== 'etcd-only');
  return {
    strategy: 'staged',
    controlPlanes: planes.length > 1 ? 'several' : 'single',
    order,
    apiserverReload: 'wait',
    datastore: 'etcd',
    snapshot: false,
    freezeWrites: false,
    ...change,
  };
}

const ENTRIES_OF_SINGLE: readonly Entry[] = [
  { at: 'start' },
  { at: 'prepare' },
  { at: 'rotate' },
  { at: 'reencrypt_active', rewrite: 'keep-old' },
  { at: 'reencrypt_active', rewrite: 'drop-old' },
  { at: 'before-drop' },
  { at: 'reencrypt_finished' },
];

const ENTRIES_OF_STAGED: readonly Entry[] = [
  { at: 'start' },
  { at: 'prepare' },
  { at: 'rotate' },
  { at: 'reencrypt_active', rewrite: 'drop-old' },
  { at: 'reencrypt_finished' },
];
const ENTRIES_OF_ROTATE_KEYS: readonly Entry[] = [
  { at: 'start' },
  { at: 'reencrypt_active', rewrite: 'drop-old' },
  { at: 'reencrypt_finished' },
];

/** Where an early roll has ended. */
const EARLY_ENDS: readonly Entry[] = [
  { at: 'reencrypt_active', rewrite: 'drop-old', early: 'thawed' },
  { at: 'reencrypt_finished', early: 'thawed' },
  { at: 'reencrypt_finished', early: 'late' },
];

export const ENTRIES: readonly Entry[] = [...ENTRIES_OF_SINGLE, ...EARLY_ENDS];

/** The entries that a course has. */
export function entriesOf({ strategy, controlPlanes, earlyRoll }: Course): readonly Entry[] {
  if (earlyRoll === true) return [...ENTRIES_OF_ROTATE_KEYS, ...EARLY_ENDS];
  if (strategy === 'rotate-keys') return ENTRIES_OF_ROTATE_KEYS;
  return controlPlanes === 'single' ? ENTRIES_OF_SINGLE : ENTRIES_OF_STAGED;
}

const FROZEN = (['one server', 'three servers', 'two control-plane-only and three etcd-only'] as const).map(
  (topology) => ({
    name: `${topology}, rotate-keys, writes frozen`,
    course: courseOf(topology, { strategy: 'rotate-keys', freezeWrites: true }),
  }),
);

const RELOADS: Readonly<Record<ApiserverReload, string>> = {
  wait: 'waiting for reloads',
  'restart-container': 'container restarts',
  'at-restart': 'loading at the restart',
};

/** The followers take both keys while the leader rewrites. */
export const EARLY = (['three servers', 'three servers and two etcd-only'] as const).flatMap((topology) =>
  APISERVER_RELOADS.map((apiserverReload) => ({
    name: `${topology}, rotate-keys, followers early, ${RELOADS[apiserverReload]}`,
    course: courseOf(topology, { strategy: 'rotate-keys', freezeWrites: true, earlyRoll: true, apiserverReload }),
  })),
);

/** Every topology by both strategies and all ways of reloading. */
const USUAL = TOPOLOGY_NAMES.flatMap((topology) =>
  (['staged', 'rotate-keys'] as const).flatMap((strategy) =>
    APISERVER_RELOADS.map((apiserverReload) => ({
      name: `${topology}, ${strategy}, ${RELOADS[apiserverReload]}`,
      course: courseOf(topology, { strategy, apiserverReload, snapshot: true }),
    })),
  ),
);

/** A rotation that somebody else began: what a follower takes from the datastore is seen before the leader goes. */
const ADOPTED = (['three servers', 'two control-plane-only and three etcd-only'] as const).flatMap((topology) =>
  (['staged', 'rotate-keys'] as const).flatMap((strategy) =>
    APISERVER_RELOADS.map((apiserverReload) => ({
      name: `${topology}, ${strategy}, ${RELOADS[apiserverReload]}, a follower first`,
      course: courseOf(topology, { strategy, apiserverReload, order: followerFirst(TOPOLOGIES[topology]) }),
    })),
  ),
);

export const COURSES: readonly { readonly name: string; readonly course: Course }[] = [
  ...USUAL,
  ...FROZEN,
  ...EARLY,
  ...ADOPTED,
];

/** Every course entered wherever it can be. */
export const RUNS = COURSES.flatMap(({ name, course }) =>
  entriesOf(course).map((entry) => ({
    name: `${name}, from ${entry.at}${'rewrite' in entry ? ` (${entry.rewrite})` : ''}${'early' in entry ? ` (${entry.early})` : ''}`,
    course,
    entry,
  })),
);

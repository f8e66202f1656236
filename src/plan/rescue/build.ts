import type { Check } from '../../model/check.ts';
import type { Cluster } from '../../model/cluster.ts';
import {
  asksEtcd,
  controlPlanesOf,
  healthGatesOf,
  leaderOf,
  LOADED_GATES,
  snapshotServer,
} from '../../model/course.ts';
import type { ClusterFacts } from '../../model/facts.ts';
import type { Plan } from '../../model/plan.ts';
import type { Rescue } from '../../model/rescue.ts';
import type { StepId } from '../../model/step.ts';
import type { Course, RollServer } from '../../model/strategy.ts';
import { chooseLeader, courseFor } from '../choose-course.ts';
import { roundedCount } from '../estimate.ts';
import { secretsCounted } from '../fact-reading.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { withPlanId } from '../plan-id.ts';
import { stepsOf, type CommandsFor, type StepOutline } from '../steps.ts';

/** The roll at whose end every server shows the state that the engine's rewrite left. */
const LAST_ROLL = 'reencrypt_finished';

/** Input of a rescue's plan. */
export interface RescuePlanInput {
  readonly facts: ClusterFacts;
  readonly cluster: Cluster;
  readonly rescue: Rescue;
  readonly checks: readonly Check[];
  readonly commandsFor: (rescue: Rescue) => CommandsFor;
}

/** The plan of a rescue. Equal facts give equal bytes. */
export function buildRescuePlan(input: RescuePlanInput): Plan {
  const { facts, cluster, rescue, checks, commandsFor } = input;
  const course = courseOf(input);
  const secrets = roundedCount(secretsCounted(facts));
  const [oldKey] = rescue.missing;
  const leader = leaderName(input);
  if (oldKey === undefined) throw new Error('a rescue without a missing key');
  const draft = (planId: string, lines: CommandsFor): Plan => {
    const outline = rescueOutline(rescue, course);
    const steps = stepsOf(course, outline, {
      planId,
      commandsFor: lines,
      estimate: { secrets, timing: cluster.timing },
    });
    return {
      schema: 'keyturn.plan/1',
      id: planId,
      cluster: cluster.name,
      distribution: cluster.distribution,
      course,
      leader,
      entry: { at: 'start' },
      stage: LAST_ROLL,
      backupReference: undefined,
      oldKey,
      rescue,
      fingerprint: fingerprintOf(facts),
      checks,
      steps,
      pointOfNoReturn: steps.find(({ id }) => id.startsWith('return-file:'))?.id ?? 'all-readable',
      estimate: {
        secrets,
        servers: facts.servers.length,
        totalMs: steps.reduce((total, { estimateMs }) => total + estimateMs, 0),
      },
    };
  };
  return withPlanId(draft, commandsFor(rescue));
}

/** A server that has the goal file, or all keys. The bootstrap server is preferred, as in a rotation. */
function leaderName({ facts, rescue }: RescuePlanInput): string {
  const able = rescue.servers.filter(({ adding }) => adding.kind !== 'receive').map(({ server }) => server);
  const usual = chooseLeader(facts)?.name;
  return able.find((name) => name === usual) ?? able[0] ?? '';
}

/** No engine command is sent, and no container is stopped. */
function courseOf(input: RescuePlanInput): Course {
  const { facts, cluster } = input;
  const course = courseFor({
    facts,
    policy: cluster.rotation,
    strategy: 'rotate-keys',
    leader: leaderName(input),
    freezeWrites: false,
  });
  return { ...course, apiserverReload: facts.distribution === 'k3s' ? 'at-restart' : 'wait' };
}

/**
 * The order of the last restarts. A server that the engine has not restarted since goes first: it takes the datastore's copy only if that is the goal,
 * which shows before the leader is touched. Etcd-only servers use no key.
 */
export function restartOrder({ servers }: Rescue, course: Course): readonly RollServer[] {
  const received = new Set(servers.filter(({ adding }) => adding.kind === 'receive').map(({ server }) => server));
  const planes = controlPlanesOf(course);
  const rank = ({ name, part }: RollServer): number => (received.has(name) ? 0 : part === 'leader' ? 2 : 1);
  return planes.toSorted((one, other) => rank(one) - rank(other));
}

/** The servers whose file is written, in order. */
export function serversToAdd({ servers }: Rescue): readonly string[] {
  return servers.filter(({ adding }) => adding.kind !== 'none').map(({ server }) => server);
}

function rescueOutline(rescue: Rescue, course: Course): readonly StepOutline[] {
  const all = rescue.servers.map(({ server }) => server);
  const each = (prefix: 'seal' | 'add-key' | 'return-file', names: readonly string[]): readonly StepOutline[] =>
    names.map((name) => outline(`${prefix}:${name}`, [name]));
  return [
    ...each(
      'seal',
      controlPlanesOf(course).map(({ name }) => name),
    ),
    ...each('add-key', serversToAdd(rescue)),
    outline('all-keys-loaded', all),
    outline('all-readable', all),
    outline('census:before-return', all.slice(0, 1)),
    ...each('return-file', all),
    outline('one-key-loaded', all),
    outline('census:before-restarts', all.slice(0, 1)),
    ...restartOrder(rescue, course).flatMap((server) => [
      outline(`restart:${LAST_ROLL}:${server.name}`, [server.name], healthGatesOf(server, asksEtcd(course))),
      outline(`loaded:${LAST_ROLL}:${server.name}`, [server.name], LOADED_GATES),
    ]),
    outline('prove', all),
    ...(course.snapshot ? [outline('snapshot-after', [snapshotServer(course).name])] : []),
    outline('clean-up', [leaderOf(course).name]),
  ];
}

function outline(id: StepId, servers: readonly string[], gates: StepOutline['gates'] = []): StepOutline {
  return { id, servers, gates };
}

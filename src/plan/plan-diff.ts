import { keyLabel } from '../model/encryption.ts';
import type { Plan, PlanDifference } from '../model/plan.ts';
import { withoutPlanId } from './fingerprint.ts';

/**
 * Everything in which two plans differ, in the order of a plan. Two plans that differ only in the id, and in what the id names, are alike.
 */
export function differencesOfPlans(one: Plan, other: Plan): readonly PlanDifference[] {
  const [first, second] = [placesOf(one), placesOf(other)];
  const paths = [...new Set([...first.keys(), ...second.keys()])];
  return paths
    .map((path) => ({ path, one: first.get(path), other: second.get(path) }))
    .filter((difference) => difference.one !== difference.other)
    .filter(({ path }, _, differences) => !isInside(path, differences));
}

/** A server or step that only one plan has is one difference, without its parts. */
function isInside(path: string, differences: readonly PlanDifference[]): boolean {
  const whole = differences.filter((each) => each.one === PRESENT || each.other === PRESENT);
  return whole.some((each) => path.startsWith(`${each.path} `));
}

const PRESENT = 'present';

/** Every place of a plan with its value as a text. The parts of a path are separated by a blank, which no name contains. */
function placesOf(plan: Plan): ReadonlyMap<string, string> {
  // A member of a plan that is not named here does not compile.
  const { schema, id, fingerprint, course, checks, steps, estimate, entry, oldKey, ...more } = plan;
  const { cluster, distribution, leader, stage, backupReference, pointOfNoReturn, rescue, ...none } = more;
  none satisfies Record<string, never>;
  const { order, ...settings } = course;
  const places = new Map<string, string>([
    ['schema', schema],
    ['cluster', cluster],
    ['distribution', distribution],
    ['leader', leader],
    ['stage', stage],
    ['entry', 'rewrite' in entry ? `${entry.at} ${entry.rewrite}` : entry.at],
    ['oldKey', keyLabel(oldKey)],
    ['rescue', rescue === undefined ? '' : JSON.stringify(rescue)],
    ['backupReference', backupReference ?? ''],
    ['pointOfNoReturn', pointOfNoReturn],
    ...entriesOf('course', settings),
    ['course order', order.map(({ name, part, hasEtcd }) => `${name} (${part}${hasEtcd ? ', etcd' : ''})`).join(' ')],
    ...fingerprint.servers.flatMap(({ name, ...facts }) => [
      [`servers ${name}`, PRESENT] as const,
      ...entriesOf(`servers ${name}`, facts),
    ]),
    ['etcdMembers', fingerprint.etcdMembers.join(' ')],
    ...entriesOf('estimate', estimate),
  ]);
  for (const { id: check, verdict, server, evidence, issues } of checks) {
    const path = `checks ${check}`;
    const finding = [`${verdict}${server === undefined ? '' : ` ${server}`}`, ...evidence, ...issues].join(', ');
    const before = places.get(path);
    places.set(path, before === undefined ? finding : `${before}; ${finding}`);
  }
  for (const { id: step, commands, servers, gates, ...parts } of steps) {
    const path = `steps ${step}`;
    places.set(path, PRESENT);
    const lines = commands.map(({ server, line }) => `${server}$ ${withoutPlanId(line, id)}`).join('\n');
    const lists = { servers, gates, commands: [lines] };
    for (const [place, value] of entriesOf(path, { ...parts, ...lists })) places.set(place, value);
  }
  return places;
}

type Part = string | number | boolean | readonly (string | number)[];

function entriesOf(path: string, parts: Readonly<Record<string, Part>>): readonly (readonly [string, string])[] {
  return Object.entries(parts).map(([name, value]) => [
    `${path} ${name}`,
    typeof value === 'object' ? value.join(' ') : String(value),
  ]);
}

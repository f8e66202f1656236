import type { Plan } from '../model/plan.ts';
import type { Step } from '../model/step.ts';
import { checksText } from './checks-text.ts';
import { asksEtcd } from '../model/course.ts';
import { courseText, writeWindowText } from './course-text.ts';
import { courseDatastoreName } from './datastore-text.ts';
import { item, table, wrap } from './layout.ts';
import { printable, printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { entryText, gateText, stepTitle } from './step-text.ts';
import { durationText, numberText, roughDurationText, shortHash } from './units.ts';

/** The whole plan on paper, with every step and every command exactly as it will be sent. Ends with a line feed. */
export function renderPlanCommands(plan: Plan, options: RenderOptions): string {
  const { style, width } = options;
  const window = writeWindowText(plan);
  return [
    wrap(
      style.bold(printableLine(`Plan ${plan.id}: rotate the Secrets encryption key of cluster ${plan.cluster}`)),
      width,
    ),
    '',
    summaryTable(plan),
    '',
    ...[...entryNote(plan), ...courseText(plan)].map((paragraph) => wrap(printableLine(paragraph), width)),
    ...(window === undefined ? [] : ['', wrap(style.yellow(printableLine(window)), width)]),
    '',
    style.bold('What the plan is bound to'),
    fingerprintTable(plan),
    '',
    style.bold('Checks'),
    checksText(plan.checks, { ...options, passed: 'in-full' }),
    style.bold('Steps'),
    ...plan.steps.flatMap((step, index) => stepLines(plan, step, index, options)),
    '',
    wrap(`Steps marked * change something. ${PLACEHOLDERS}`, width),
    '',
  ].join('\n');
}

const PLACEHOLDERS =
  "The run's lock is not listed as a step. The Lease keyturn in kube-system is created before the first step, renewed during the run and deleted at the end, through an " +
  'apiserver of the cluster. Everything else a run sends is read-only. Two things depend on what the run finds: CONTAINER-ID is the id printed by the command before it, and a ' +
  'count that finds Secrets under the old key rewrites them with empty patches.';

/** A rotation begun elsewhere does not run from its beginning. */
function entryNote({ entry, steps, pointOfNoReturn }: Plan): readonly string[] {
  if (entry.at === 'start') return [];
  const isBehind = steps.every(({ id }) => id !== pointOfNoReturn);
  return [
    `This rotation was begun elsewhere: it continues ${entryText(entry)}. The steps below are those that are left, and before them what secures it.` +
      (isBehind ? ' Its point of no return is behind it.' : ''),
  ];
}

function summaryTable(plan: Plan): string {
  const { estimate, oldKey } = plan;
  return table(
    [
      ['distribution', plan.distribution],
      ['servers', String(estimate.servers)],
      ['leader', plan.leader],
      ['strategy', plan.course.strategy],
      ['datastore', courseDatastoreName(plan.course.datastore)],
      ['stage now', plan.stage],
      ['old key', `${oldKey.provider} ${oldKey.name}`],
      ['Secrets', `about ${numberText(estimate.secrets)}`],
      ['takes about', roughDurationText(estimate.totalMs)],
    ],
    '  ',
  );
}

function fingerprintTable({ fingerprint, course }: Plan): string {
  const rows = fingerprint.servers.map((server) => [
    server.name,
    server.nodeName,
    server.roles.join('+'),
    server.version,
    server.stage || '-',
    server.keys.join(' ') || '-',
    shortHash(server.fileSha256) || '-',
  ]);
  return [
    table([['server', 'node', 'roles', 'version', 'stage', 'keys', 'file'], ...rows], '  '),
    ...(asksEtcd(course) ? [`  etcd members: ${printableLine(fingerprint.etcdMembers.join(', '))}`] : []),
  ].join('\n');
}

function stepLines(plan: Plan, step: Step, index: number, { style, width }: RenderOptions): readonly string[] {
  const number = `${String(index + 1).padStart(String(plan.steps.length).length)}.`;
  const mark = step.mutates ? style.yellow('*') : ' ';
  const where = printableLine(`[${step.servers.join(', ')}; about ${durationText(step.estimateMs)}]`);
  const heading = `${printableLine(stepTitle(step.id))} ${style.dim(where)}`;
  const inner = ' '.repeat(number.length + 3);
  return [
    item(heading, { bullet: `${number} ${mark}`, width }),
    // Never wrapped, because commands are copied and compared unchanged.
    ...step.commands.map(
      ({ server, line }) =>
        `${inner}${style.cyan(`${printableLine(server)}$`)} ${printable(line).replaceAll('\n', `\n${inner}  `)}`,
    ),
    ...step.gates.map((gate) => item(gateText(gate), { bullet: style.green('until'), width, indent: inner })),
    ...(plan.pointOfNoReturn === step.id ? [wrap(style.yellow(POINT_OF_NO_RETURN), width)] : []),
  ];
}

const POINT_OF_NO_RETURN =
  '---- point of no return: Secrets are written under the new key from here on, and the way out is forward ----';

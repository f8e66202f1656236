import type { ClusterFacts } from '../model/facts.ts';
import { keyLabel } from '../model/encryption.ts';
import type { KeyOutOfReach } from '../model/key-out-of-reach.ts';
import type { Plan } from '../model/plan.ts';
import type { Adding, Rescue, RescueServer, Returning } from '../model/rescue.ts';
import { unreachable } from '../model/unreachable.ts';
import { checksLines } from './checks-text.ts';
import type { Hints } from './hints.ts';
import { keyReachText } from './key-reach-text.ts';
import { item, painted, table, wrap } from './layout.ts';
import { stagesOfPlan } from './plan-stages.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { namesWithin } from './server-names.ts';
import { stepTitle } from './step-text.ts';
import { count, listed, numberText, roughDurationText, shortHash } from './units.ts';

/** How a rescue's plan is shown. */
export interface RescuePlanOptions extends RenderOptions {
  readonly hints: Hints;
  readonly facts: ClusterFacts;
  /** Keys that servers lack, with what still has them. Empty where an earlier rescue has put all of them back already. */
  readonly reach: readonly KeyOutOfReach[];
  /** Whether every command is listed. */
  readonly listsCommands: boolean;
}

/**
 * The plan of a rescue: what Secrets need, who has it, what is written where, and what may go wrong meanwhile. Ends with a line feed.
 */
export function renderRescuePlan(plan: Plan, rescue: Rescue, options: RescuePlanOptions): string {
  const { style, width, reach, hints } = options;
  const paragraph = (text: string): string => wrap(printableLine(text), width);
  const bullets = (texts: readonly string[]): readonly string[] =>
    texts.map((text) => item(printableLine(text), { bullet: '-', width, indent: '  ' }));
  return [
    wrap(
      style.bold(
        printableLine(
          `${plan.cluster}: bring ${keysText(rescue)} back, move the Secrets, take it out again; plan ${plan.id}`,
        ),
      ),
      width,
    ),
    '',
    style.bold('What the Secrets need'),
    countTable(options.facts),
    '',
    ...reach.flatMap((one) => {
      const { what, details } = keyReachText(one, hints);
      return [paragraph(`${what}.`), ...bullets(details)];
    }),
    ...bullets([SNAPSHOTS]),
    '',
    style.bold('What is written'),
    serverTable(rescue, options),
    ...bullets(carriedTexts(rescue)),
    '',
    style.bold('What happens'),
    stageTable(plan, options),
    '',
    style.bold('What to know'),
    ...bullets(risks(plan, rescue)),
    '',
    ...(options.listsCommands ? commandLines(plan, options) : []),
    ...checksLines(plan.checks, { style, width, passed: 'as-number', hints }),
    '',
  ].join('\n');
}

/** The question, which is answered by the cluster's name alone. */
export function rescueQuestion({ cluster }: Plan): string {
  return `To write these encryption files now, type the name of the cluster (${printableLine(cluster)}):`;
}

const SNAPSHOTS =
  'snapshots of the datastore may have it too, sealed with the token of their time. keyturn did not open any: an engine would have to restore it.';

function keysText({ missing }: Rescue): string {
  return listed(missing.map(({ name }) => name));
}

function countTable({ census }: ClusterFacts): string {
  if (census === undefined) return '  not counted';
  const rows = Object.entries(census.byKey).map(([key, secrets]) => [numberText(secrets), `under ${key}`]);
  return table(
    [
      ...rows,
      ...(census.plaintext > 0 ? [[numberText(census.plaintext), 'not encrypted']] : []),
      [numberText(census.total), 'in all'],
    ],
    '  ',
  );
}

function serverTable({ servers }: Rescue, { style, facts }: RescuePlanOptions): string {
  const heading = ['server', 'file', 'loaded', 'the missing key from', 'its file back from'];
  const rows = servers.map((one) => {
    const loaded = facts.servers.find(({ name }) => name === one.server)?.apiserver?.loaded;
    return [
      one.server,
      shortHash(one.beforeSha256),
      loaded?.kind === 'hash' ? shortHash(loaded.sha256) : '-',
      addingText(one),
      returningText(one.returning),
    ];
  });
  return table([heading.map((text) => painted(style.dim, text)), ...rows], '  ');
}

function addingText({ adding }: RescueServer): string {
  switch (adding.kind) {
    case 'compose': {
      const [first] = adding.sources;
      if (adding.keys === 'carried') return `${first?.server ?? ''}, over SSH`;
      return placeText(first?.path ?? '');
    }
    case 'receive':
      return `${adding.from}, over SSH (whole)`;
    case 'none':
      return 'has it already';
    default:
      return unreachable(adding);
  }
}

function returningText(returning: Returning): string {
  switch (returning.kind) {
    case 'sealed':
      return 'its sealed copy';
    case 'own':
      return placeText(returning.path);
    case 'carried':
      return `${returning.from}, over SSH`;
    default:
      return unreachable(returning);
  }
}

/** A place on the same host. */
function placeText(path: string): string {
  const sealed = /^\/var\/lib\/keyturn\/sealed\/(.+)\/encryption-config\.json$/.exec(path)?.[1];
  return sealed === undefined ? path : `its copy ${sealed}`;
}

/** What leaves a host, in full. */
function carriedTexts({ servers }: Rescue): readonly string[] {
  const isCarried = (adding: Adding): boolean =>
    adding.kind === 'receive' || (adding.kind === 'compose' && adding.keys === 'carried');
  const carried = servers.filter(({ adding }) => isCarried(adding)).map(({ server }) => server);
  const places = new Map<string, string[]>();
  for (const { server, adding } of servers) {
    for (const { key, server: from, path, sha256 } of adding.kind === 'compose' ? adding.sources : []) {
      const place = `${keyLabel(key)} from ${from}:${path} (sha256 ${shortHash(sha256)}…)`;
      places.set(place, [...(places.get(place) ?? []), from === server ? `${server} itself` : server]);
    }
  }
  const sources = [...places].map(([place, to]) => `${place}, for ${listed(to)}`);
  return [
    ...sources,
    carried.length === 0
      ? 'no key leaves its host'
      : `key material passes through the memory of keyturn to ${listed(carried)}, on standard input inside SSH alone; it is in no argument, log, journal or local file`,
  ];
}

/** The last roll of a rescue takes no key away, because every file is the engine's by then. */
function stageTable(plan: Plan, { style }: RescuePlanOptions): string {
  return table(
    stagesOfPlan(plan).map(({ name, does, restarts, estimateMs }) => [
      painted(style.bold, restarts.length === 0 ? name : 'restarts'),
      restarts.length === 0 ? does : `${namesWithin(restarts, RESTARTS_ROOM, ' ')}, one at a time`,
      roughDurationText(estimateMs),
    ]),
    '  ',
  );
}

const RESTARTS_ROOM = 30;

function risks({ distribution, estimate }: Plan, { goal }: Rescue): readonly string[] {
  const hanging =
    distribution === 'k3s'
      ? 'A service that hangs at its start goes on by itself.'
      : 'Apiservers poll their file about once a minute.';
  return [
    `Nothing is restarted until every Secret is under ${keyLabel(goal.key)} and every file is again the one that the engine left (sha256 ${shortHash(goal.sha256)}…). ${hanging}`,
    "Between the two writes a server must not be restarted by anybody: its file is newer than the datastore's copy, and it would not start until the file is back. Hold off upgrades, reboots and other people.",
    "The datastore's own copy is left alone. It is the engine's, of the end of its rewrite, with the same bytes as the file that is put back, so a start finds no difference. The restarts at the end show it, one server at a time.",
    `Stopped at any point, the rescue is continued, or undone until the files are put back. About ${roughDurationText(estimate.totalMs)} for ${count(estimate.secrets, 'Secret')}.`,
  ];
}

function commandLines({ steps }: Plan, { style, width }: RescuePlanOptions): readonly string[] {
  return [
    style.bold('Commands'),
    ...steps.flatMap(({ id, commands }) => [
      item(printableLine(stepTitle(id)), { bullet: commands.length > 0 ? '*' : '-', width, indent: '  ' }),
      ...commands.map(({ server, line }) => `      ${printableLine(`${server}$ ${line}`)}`),
    ]),
    '',
  ];
}

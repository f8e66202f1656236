import type { ClusterFacts } from '../model/facts.ts';
import type { ServersUnasked } from '../model/failures/run.ts';
import type { OtherActor } from '../model/other-actor.ts';
import { datastoreLines } from './datastore-text.ts';
import { distributionText } from './distribution-text.ts';
import { failureText } from './failure-text.ts';
import { halfWayLines, type RotationNotes } from './half-way-text.ts';
import type { Hints } from './hints.ts';
import { keyReachLines } from './key-reach-text.ts';
import { item, table, wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import { renderFailure, type RenderOptions } from './render-error.ts';
import { serverNames } from './server-names.ts';
import { serverTableLines } from './server-table.ts';
import { durationText, listed, numberText } from './units.ts';

/** Notes shown with the facts. */
export interface StatusNotes {
  /** Age of the active key, ms, or `undefined` if the key's name does not contain a time. */
  readonly keyAgeMs: number | undefined;
  /** The inventory's policy, ms. */
  readonly maxKeyAgeMs: number | undefined;
  readonly rotation: RotationNotes;
  /** Servers that could not be queried, with reasons. All other statements are about the remaining servers. */
  readonly unasked: ServersUnasked['servers'];
  readonly hints: Hints;
}

/** All servers side by side. Ends with a line feed. */
export function statusText(facts: ClusterFacts, notes: StatusNotes, { style, width }: RenderOptions): string {
  return [
    `${style.bold(`Cluster ${facts.cluster}`)} (${distributionText(facts.distribution)})`,
    '',
    ...keyReachLines(notes.rotation.outOfReach, { style, width, hints: notes.hints }),
    ...halfWayLines(facts, notes.rotation, { style, width, hints: notes.hints }),
    ...unaskedLines(notes, { style, width }),
    ...serverTableLines(
      facts.servers.map((server) => ({ server, node: facts.nodes.find(({ name }) => name === server.nodeName) })),
      notes.unasked.map(({ name }) => name),
      { style, width },
    ),
    ...leftOutNote(facts, notes.unasked, width),
    '',
    style.bold('Keys'),
    ...keyLines(facts, width),
    wrap(ageText(notes), width, '  '),
    '',
    style.bold('Secrets, per key'),
    censusTable(facts),
    '',
    style.bold('Datastore'),
    ...datastoreLines(facts, width),
    ...section('Others who restart servers', facts.otherActors.map(otherActorLine), { style, width }),
    ...section('Admission webhooks that fail closed on Secrets', facts.failClosedSecretWebhooks, { style, width }),
    ...section('Admission policies that may deny writes of Secrets', facts.denyingSecretPolicies, { style, width }),
    ...section(
      'Unanswered',
      facts.unanswered.map((failure) => failureText(failure).what),
      { style, width },
    ),
    '',
  ].join('\n');
}

/** Each server with its evidence and advice. */
function unaskedLines({ unasked, hints }: StatusNotes, options: RenderOptions): readonly string[] {
  const [first, another] = unasked;
  if (first === undefined) return [];
  const failure = another === undefined ? first.failure : { kind: 'servers-unasked' as const, servers: unasked };
  return [
    renderFailure(failureText(failure, hints), options),
    wrap('Everything below is about the other servers only.', options.width),
    '',
  ];
}

function leftOutNote(facts: ClusterFacts, unasked: StatusNotes['unasked'], width: number): readonly string[] {
  const leftOut = facts.leftOut.filter(({ name }) => unasked.every((server) => server.name !== name));
  if (leftOut.length === 0) return [];
  const names = listed(leftOut.map(({ name }) => printableLine(name)));
  return [
    wrap(
      `Left out, and not asked: ${names}. verify and plan check whether the cluster still has a Node or an etcd member of that server.`,
      width,
      '  ',
    ),
  ];
}

/** Servers with the same keys share a line. */
function keyLines({ servers }: ClusterFacts, width: number): readonly string[] {
  const serversByKeys = new Map<string, string[]>();
  for (const { name, encryption } of servers) {
    if (encryption?.file === undefined) continue;
    const keys = encryption.file.keys.map((key) => `${key.provider} ${key.name}`);
    const text = keys.length === 0 ? 'none' : keys.join(', then ');
    serversByKeys.set(text, [...(serversByKeys.get(text) ?? []), name]);
  }
  return [...serversByKeys].map(([keys, names]) =>
    wrap(`${serverNames(names).join(', ')}: ${printableLine(keys)}`, width, '  '),
  );
}

function ageText({ keyAgeMs, maxKeyAgeMs }: StatusNotes): string {
  const age =
    keyAgeMs === undefined ? 'the age of the active key is unknown' : `the active key is ${durationText(keyAgeMs)} old`;
  if (maxKeyAgeMs === undefined) return age;
  const due = keyAgeMs === undefined || keyAgeMs >= maxKeyAgeMs;
  return `${age}; policy: at most ${durationText(maxKeyAgeMs)}, so a rotation is ${due ? 'due' : 'not due'}`;
}

function censusTable({ census }: ClusterFacts): string {
  if (census === undefined) return '  not counted';
  return table(
    [
      ...Object.entries(census.byKey).map(([key, amount]) => [printableLine(key), numberText(amount)]),
      ...(census.plaintext > 0 ? [['not encrypted', numberText(census.plaintext)]] : []),
      ...(census.unknown > 0 ? [['unknown prefix', numberText(census.unknown)]] : []),
      ['total', numberText(census.total)],
    ],
    '  ',
  );
}

function otherActorLine({ name, server, phase, evidence }: OtherActor): string {
  const where = server === undefined ? name : `${server}: ${name}`;
  return `${where}, ${[...evidence, phase === 'acting' ? 'at work' : 'may begin at any time'].join(', ')}`;
}

function section(heading: string, lines: readonly string[], { style, width }: RenderOptions): readonly string[] {
  if (lines.length === 0) return [];
  return [
    '',
    style.yellow(heading),
    ...lines.map((line) => item(printableLine(line), { bullet: '-', width, indent: '  ' })),
  ];
}

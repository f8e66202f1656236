import type { ServerView } from '../model/event.ts';
import { restartedServer } from '../model/step-id.ts';
import type { Plan } from '../model/plan.ts';
import type { RollServer } from '../model/strategy.ts';
import { cutMiddle } from './fit.ts';
import { cut, painted, table, type Cell } from './layout.ts';
import type { LiveState } from './live-state.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { shortHash } from './units.ts';

/** Columns from which on the table has a heading and the hashes of the files, and the headline the version. */
export const WIDE = 110;
const LONGEST_NAME = { narrow: 8, wide: 20 };

/**
 * A line for each server, at most `room` lines. Where they do not fit, the leader, the servers at work and those that
 * differ have a line each, and the rest share one.
 */
export function serverRows(
  state: LiveState,
  { style, width, room }: { readonly style: Style; readonly width: number; readonly room: number },
): readonly string[] {
  const { order } = state.plan.course;
  const shown = shownServers(state, room);
  const isWide = width >= WIDE;
  const lines = table(
    [
      ...(isWide ? [HEADINGS.map((text) => painted(style.dim, text))] : []),
      ...shown.map((one) => rowOf(state, one, style, isWide)),
    ],
    '  ',
  ).split('\n');
  const rest = order.filter((server) => !shown.includes(server));
  return [...lines, ...(rest.length === 0 ? [] : [`  ${restText(state, rest)}`])].map((line) => cut(line, width));
}

const HEADINGS = ['server', 'part', 'stage', 'keys', 'file', 'apiserver', 'loaded', 'health', 'restarts'];

function rowOf(state: LiveState, server: RollServer, style: Style, isWide: boolean): readonly Cell[] {
  const view = state.rows.get(server.name);
  const { stage, loadedSha256 } = view ?? {};
  const words = wordsOf(state.plan, server, view);
  const name = cutMiddle(printableLine(server.name), LONGEST_NAME[isWide ? 'wide' : 'narrow']);
  const restarts = `${view?.restarts ?? 0} of ${plannedRestarts(state.plan, server.name)}`;
  const apiserver = painted(words.apiserver === 'old file' ? style.yellow : style.green, words.apiserver);
  const health = painted(HEALTH_STYLE[view?.health ?? 'unknown'](style), words.health);
  if (!isWide) return [name, PARTS[server.part], words.stage, words.keys, apiserver, health, restarts];
  const file = stage === undefined ? '-' : shortHash(stage.sha256);
  const loaded = loadedSha256 === undefined ? '-' : shortHash(loadedSha256);
  return [name, PARTS[server.part], words.stage, words.keys, file, apiserver, loaded, health, restarts];
}

const PARTS = { leader: 'leader', follower: 'follower', 'etcd-only': 'etcd' } as const;

const HEALTH_STYLE = {
  healthy: (style: Style) => style.green,
  unhealthy: (style: Style) => style.red,
  restarting: (style: Style) => style.yellow,
  unknown: (style: Style) => style.yellow,
};

interface RowWords {
  readonly stage: string;
  readonly keys: string;
  readonly apiserver: string;
  readonly health: string;
}

/** What a row says without its colours. */
function wordsOf(plan: Plan, { part }: RollServer, view: ServerView | undefined): RowWords {
  const health = view?.health === 'unhealthy' ? 'UNHEALTHY' : (view?.health ?? 'unknown');
  if (part === 'etcd-only' || view === undefined) return { stage: '-', keys: '-', apiserver: '-', health };
  const { stage, loadedSha256 } = view;
  const isKnown = stage !== undefined && loadedSha256 !== undefined;
  return {
    stage: stage?.stage ?? '-',
    keys: keysText(plan, view),
    apiserver: isKnown ? (loadedSha256 === stage.sha256 ? 'loaded' : 'old file') : '-',
    health,
  };
}

/** The keys in the file of a server, by the stage. A file that is the plan's own still has what the plan saw. */
function keysText(plan: Plan, { server, stage }: ServerView): string {
  if (stage === undefined) return '-';
  const planned = plan.fingerprint.servers.find(({ name }) => name === server);
  if (planned?.fileSha256 === stage.sha256 && planned.keys.length === 1) return 'old key';
  return stage.stage === 'reencrypt_finished' ? 'new key' : 'both keys';
}

function plannedRestarts({ steps }: Plan, server: string): number {
  return steps.filter(({ id }) => restartedServer(id) === server).length;
}

/** The servers with a line of their own, in the order of a roll. */
function shownServers(state: LiveState, room: number): readonly RollServer[] {
  const { order } = state.plan.course;
  if (order.length <= room) return order;
  const text = (server: RollServer): string => likeness(state, server);
  const usual = counted(order.map(text))[0]?.[0];
  const rank = (server: RollServer): number => {
    if (server.part === 'leader') return 0;
    if (isAtWork(state, server.name)) return 1;
    return text(server) === usual ? 3 : 2;
  };
  const chosen = order
    .filter((server) => rank(server) < 3)
    .toSorted((one, other) => rank(one) - rank(other))
    .slice(0, Math.max(1, room - 1));
  return order.filter((server) => chosen.includes(server));
}

/** Two servers with the same likeness need no line each. */
function likeness({ plan, rows }: LiveState, server: RollServer): string {
  const { stage, keys, apiserver, health } = wordsOf(plan, server, rows.get(server.name));
  return [stage, keys, apiserver, health].join('  ');
}

function isAtWork({ rows, waiting, current, plan }: LiveState, server: string): boolean {
  if (rows.get(server)?.health === 'restarting' || rows.get(server)?.health === 'unhealthy') return true;
  const step = plan.steps.find(({ id }) => id === current?.event.step);
  const isAlone = step?.servers.length === 1 && step.servers[0] === server;
  // A wait for all servers side by side singles out nobody.
  return isAlone || (waiting.size <= 2 && [...waiting.values()].some(({ event }) => event.server === server));
}

/** Each text with its number, the most frequent first. */
function counted(texts: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one);
}

/** `14 others  prepare  both keys  loaded  healthy`, with the number of each where they are not alike. */
function restText(state: LiveState, rest: readonly RollServer[]): string {
  const [first, ...more] = counted(rest.map((server) => likeness(state, server)));
  const others = `${rest.length} ${rest.length === 1 ? 'other' : 'others'}`;
  if (first === undefined) return others;
  if (more.length === 0) return `${others}  ${first[0]}`;
  return `${others}  ${first[1]}: ${first[0]}; ${rest.length - first[1]} different`;
}

import type { KeyCopy, KeyOutOfReach } from '../model/key-out-of-reach.ts';
import { isForAPerson } from '../model/key-out-of-reach.ts';
import { unreachable } from '../model/unreachable.ts';
import type { FailureText } from './failures/types.ts';
import { commandLine, type Hints, resumeLine } from './hints.ts';
import { wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import { count, listed, shortHash } from './units.ts';

/**
 * Secrets under a key that some server lacks. The text gives the sentence to print before any other, the places of the
 * key, and what to leave alone.
 */
export function keyReachText(reach: KeyOutOfReach, hints: Hints): FailureText {
  return { what: sentenceOf(reach), details: detailsOf(reach), next: nextOf(reach, hints) };
}

/** Several keys as one failure. The sentence is about the most urgent key. */
export function keysReachText(keys: readonly KeyOutOfReach[], hints: Hints): FailureText {
  const texts = keys.map((reach) => keyReachText(reach, hints));
  const [first, ...others] = texts;
  return {
    what: first?.what ?? 'Secrets are under a key that servers do not have',
    details: [...(first?.details ?? []), ...others.flatMap(({ what, details }) => [what, ...details])],
    next: [...new Set(texts.flatMap(({ next }) => next))],
  };
}

/**
 * The text of `keyReachText` for a screen with further content. The answer has no lines if every server has every key.
 */
export function keyReachLines(
  keys: readonly KeyOutOfReach[],
  { hints, ...options }: RenderOptions & { readonly hints: Hints },
): readonly string[] {
  return keys.flatMap((reach) => {
    const { what, details, next } = keyReachText(reach, hints);
    const colour = isForAPerson(reach) ? options.style.red : options.style.yellow;
    return [
      ...wrap(`${printableLine(what)}.`, options.width)
        .split('\n')
        .map(colour),
      ...details.map((detail) => wrap(printableLine(detail), options.width, '    ')),
      ...next.map((advice) => adviceText(printableLine(advice), options)),
      '',
    ];
  });
}

function sentenceOf(reach: KeyOutOfReach): string {
  const { secrets, key, lacking, holding, copies } = reach;
  const are = `${count(secrets, 'Secret')} ${secrets === 1 ? 'is' : 'are'} under key ${key}`;
  const without = `which ${listed(lacking)} ${lacking.length === 1 ? 'does' : 'do'} not have`;
  const keep = copies.length === 0 ? '' : ', and do not remove the sealed copies of this key';
  const leave = `do not restart ${alternatives(holding)}${keep}`;
  switch (reach.state) {
    case 'gone':
      return copies.length > 0
        ? `${are}, which no server has any more: do not remove the sealed copies of it, and restart no server`
        : `${are}, which no server has any more, and no sealed copy of it was found: restart no server, and remove no snapshot`;
    case 'held':
      return `${are}, ${without}: ${leave}`;
    case 'repairable':
      return `${are}, ${without}: ${leave}, before they are rewritten through ${alternatives(holding)}`;
    case 'behind':
      return `${are}, ${without} yet: they cannot be read through ${listed(lacking)}, nor what is written under it from now on`;
    default:
      return unreachable(reach.state);
  }
}

function detailsOf({ state, holding, stillInUse, unusedFiles, copies, unseen }: KeyOutOfReach): readonly string[] {
  return [
    `has it in its encryption file: ${holding.length === 0 ? 'no server that could be looked at' : listed(holding)}`,
    ...(stillInUse.length === 0 ? [] : [`its apiserver uses it until it reloads its file: ${listed(stillInUse)}`]),
    ...(unusedFiles.length === 0 ? [] : [`has it, and runs no apiserver: ${listed(unusedFiles)}`]),
    ...(state === 'behind' ? [] : copyLines(copies)),
    ...(unseen.length === 0 ? [] : [`could not be looked at: ${listed(unseen)}`]),
  ];
}

/** The newest copy on each host, because every run leaves copies. */
function copyLines(copies: readonly KeyCopy[]): readonly string[] {
  if (copies.length === 0) return ['sealed copies of it: none on any server that could be looked at'];
  const servers = [...new Set(copies.map(({ server }) => server))];
  return servers.flatMap((server) => {
    const own = copies.filter((copy) => copy.server === server);
    const more = own.length > 1 ? `, and ${count(own.length - 1, 'older one')} on ${server}` : '';
    return own.slice(0, 1).map(({ directory, sha256, keys }) => {
      const names = `${keys.length === 1 ? 'key' : 'keys'} ${keys.join(', ')}`;
      return `sealed copy of it: ${server}:${directory} (sha256 ${shortHash(sha256)}…, ${names})${more}`;
    });
  });
}

function nextOf({ state, holding, lacking }: KeyOutOfReach, hints: Hints): readonly string[] {
  switch (state) {
    case 'gone':
    case 'held':
      return [
        ...(holding.length === 0
          ? []
          : [
              `Leave ${listed(holding)} running: a restart gives a server the files of the datastore, and with them goes its copy of this key.`,
            ]),
        'Hold off whatever could restart a server: upgrades, reboots, configuration management, other people.',
        'A server whose service stays at activating needs no restart either: it waits until it can read these Secrets, and goes on by itself when it can.',
        `A person must decide. The way back is to bring this key to every server beside the later one and to rewrite these Secrets, before any restart. See how keyturn would do that: ${commandLine(hints, 'rescue', '--dry-run')}`,
      ];
    case 'repairable':
      return [
        `${listed(holding)} can rewrite them for all. If it is a run of keyturn from here, continue it, which does that first: ${resumeLine(hints)}`,
        `If not, see how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
      ];
    case 'behind':
      return [
        `Hold off whatever writes Secrets through ${listed(holding)} until ${listed(lacking)} ${lacking.length === 1 ? 'has' : 'have'} this key too.`,
      ];
    default:
      return unreachable(state);
  }
}

function alternatives(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

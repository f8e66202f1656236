import type { ServersUnasked, LeaderLeftOut, LeftOutAnswers } from '../../model/failures/run.ts';
import { commandLine, giveUpAdvice, type Hints, leaveOutAdvice, resumeLine } from '../hints.ts';
import type { FailureText, Explain } from './types.ts';
import { count, listed } from '../units.ts';

/**
 * A live server keeps its keys and accepts writes. The server loses Secrets if the remaining servers write with a key
 * unknown to the server, or drop a key that the server writes with.
 */
export function answersText({ server, recorded }: LeftOutAnswers, hints: Hints): FailureText {
  if (!recorded) {
    return {
      what: `Server ${server} answers: one that may still run is not left out`,
      details: ['what is written through it would be under the keys that it has, whatever the others have by then'],
      next: [
        `See how it stands beside the others: ${commandLine(hints, 'status')}`,
        'Run the same command without --without for it. One that is to leave the cluster leaves it first, by the documentation of the distribution, and its host is switched off.',
      ],
    };
  }
  return {
    what: `Server ${server} answers again, and this run goes on without it`,
    details: ['the encryption file on its disk is of the time when it was lost, and so are its sealed copies'],
    next: [
      `Do not start the service on ${server} as it is: what it writes could be under a key that the others have dropped.`,
      `While its host is switched off, the run goes on without it: ${resumeLine(hints)}`,
      `To have it back, wait until the rotation is over; then wipe it and let it join again, by the documentation of the distribution: it takes the keys of that time from the datastore.`,
      `If it has already joined again, this run cannot go on with it. ${giveUpAdvice(hints)}`,
      `Then see what is left to be done with it: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
    ],
  };
}

/** The journal of a run names its leader. A run with another leader needs a plan of its own. */
export function leaderLeftOutText({ server, runId }: LeaderLeftOut, hints: Hints): FailureText {
  return {
    what: `${server} runs the stage commands of run ${runId}, so the run cannot go on without it`,
    details: ['writes of Secrets that the run has had refused stay refused meanwhile'],
    next: [
      `If it can be brought back at all, do that, and continue: ${resumeLine(hints)}`,
      `If it is gone for good, see first which keys the others have, and how many Secrets are under each; restart none of them before: ${commandLine(hints, 'status', '--without', server)}`,
      giveUpAdvice(hints),
      `Then see how the rotation would be continued by the others: ${commandLine(hints, 'rotate', '--adopt', '--without', server, '--dry-run')}`,
      'Where the adopted run stops at its first server, because that one took files of a later stage from the datastore, end that run likewise and adopt once more: nothing is lost by it.',
      `Where nothing is left to be continued, that is proven by: ${commandLine(hints, 'verify', '--without', server)}`,
    ],
  };
}

/**
 * Several servers could not be queried. Each server has its own reason, and advice common to all servers is printed
 * once.
 */
export function unaskedText({ servers }: ServersUnasked, hints: Hints, explain: Explain): FailureText {
  const mistaken = mistakenUnitText(servers, explain);
  if (mistaken !== undefined) return mistaken;
  const each = servers.map(({ name, failure }) => ({ name, failure, text: explain(failure) }));
  const gone = each.filter(({ failure }) => failure.kind === 'host-unreachable' && failure.atJumpHost !== true);
  const alone = gone.map(({ name }) => leaveOutAdvice(hints, [name]));
  return {
    what: `${count(servers.length, 'server')} cannot be asked: ${listed(servers.map(({ name }) => name))}`,
    details: each.flatMap(({ text }) => [text.what, ...text.details.map((detail) => `  ${detail}`)]),
    next: [
      ...new Set(each.flatMap(({ text }) => text.next).filter((advice) => !alone.includes(advice))),
      ...(gone.length === 0
        ? []
        : [
            leaveOutAdvice(
              hints,
              gone.map(({ name }) => name),
            ),
          ]),
    ].filter((advice) => advice !== undefined),
  };
}

/** The same unit is missing everywhere, as with a wrong distribution in the inventory: one mistake, not one for each server. */
function mistakenUnitText(servers: ServersUnasked['servers'], explain: Explain): FailureText | undefined {
  const missing = servers.flatMap(({ failure }) => (failure.kind === 'unit-missing' ? [failure] : []));
  const [first] = missing;
  const isOne = missing.every(({ unit, found }) => unit === first?.unit && found === first.found);
  if (first === undefined || missing.length < servers.length || !isOne) return undefined;
  return {
    what: `${listed(servers.map(({ name }) => name))} have no ${first.unit}`,
    details: [first.found === undefined ? 'They have no unit of RKE2 or K3s.' : `They run ${first.found}.`],
    next: explain(first).next,
  };
}

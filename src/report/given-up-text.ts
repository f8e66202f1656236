import type { GivenUpDetails } from '../model/diagnosis.ts';
import { commandLine, type Hints, resumeLine } from './hints.ts';
import { restartLine } from './service-lines.ts';
import type { SignatureText } from './signature-form.ts';
import { listed, numberText } from './units.ts';

/** A rewrite that the engine gave up. The causes differ, and the state of the servers decides what to do. */
export function givenUpText(
  { server, rewritten, total, blind }: GivenUpDetails,
  hints: Hints,
  words: { readonly what: string; readonly cause: string; readonly next: readonly string[] },
): SignatureText {
  const progress =
    rewritten === undefined || total === undefined
      ? 'How many are rewritten could not be counted.'
      : `${numberText(rewritten)} of ${numberText(total)} Secrets are under its writing key.`;
  const isAlone = blind.length > 0;
  return {
    what: words.what,
    meaning: [
      words.cause,
      progress,
      isAlone
        ? `Both keys are on ${server}; ${listed(blind)} cannot read what is under the later one.`
        : 'Every control-plane server has both keys, so every Secret stays readable.',
    ],
    next: [
      ...words.next,
      ...(isAlone
        ? [
            `Hold off whatever writes Secrets through ${server}.`,
            `Where the release is of March 2026 or later, restart the service on each of ${listed(blind)}, one at a time, and do not restart ${server}: they take both keys from the datastore. ${restartLine(hints, blind[0] ?? '')}`,
          ]
        : [
            `If it is a run of keyturn from here, continue it, which asks the engine anew: ${resumeLine(hints)}`,
            `If not, see how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
          ]),
    ],
    not: [
      ...(isAlone ? [`restart ${server}: it may have the only copy of the later key.`] : []),
      'wait for the rewrite: it does not go on by itself.',
      'run rotate-keys again: it would make one more key.',
    ],
  };
}

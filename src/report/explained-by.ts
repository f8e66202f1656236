import type { Check } from '../model/check.ts';
import type { Failure } from '../model/failure.ts';

/** More words than these would make a line that nobody types. */
const WORDS = 5;

/**
 * The words after `keyturn explain` that lead to more about a failure. The list is empty where the message is all there
 * is to say.
 */
export function explainedBy(failure: Failure): readonly string[] {
  switch (failure.kind) {
    case 'usage':
    case 'declined':
    case 'interrupted':
      return [];
    case 'preflight-refused':
    case 'resume-refused':
      return first(checkWords(failure.checks));
    case 'rotation-elsewhere':
      return first([failure.kind, ...checkWords(failure.checks)]);
    case 'servers-unasked':
      return first(failure.servers.flatMap(({ failure: inner }) => explainedBy(inner)));
    case 'gate-timed-out':
    case 'gate-broken':
      return [`gate/${failure.gate}`];
    case 'journal-disagrees':
      return [`${failure.kind}/${failure.disagreement}`];
    case 'command-timed-out':
      return [`${failure.kind}/${failure.phase}`];
    case 'freeze-unconfirmed':
      return [`${failure.kind}/${failure.wanted}`];
    case 'keys-out-of-reach':
      return first(failure.keys.map(({ state }) => `${failure.kind}/${state}`));
    default:
      return [failure.kind];
  }
}

/** A question without an answer is explained by its own failure. */
function checkWords(checks: readonly Check[]): readonly string[] {
  return checks
    .filter(({ verdict }) => verdict === 'refuse')
    .flatMap(({ id, failure }) => (failure === undefined ? [id] : explainedBy(failure)));
}

function first(words: readonly string[]): readonly string[] {
  return [...new Set(words)].slice(0, WORDS);
}

/** The command that prints more about a failure. */
export function explainLine(words: readonly string[]): string {
  return `keyturn explain ${words.join(' ')}`;
}

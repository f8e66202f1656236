import type { Check } from '../model/check.ts';
import { CHECK_WORDS } from './check-words.ts';
import type { CheckWords } from './check-words/types.ts';
import { NO_HINTS, type Hints } from './hints.ts';
import { KNOWN_ISSUE_WORDS } from './known-issue-words.ts';
import type { Explain, FailureText } from './failures/types.ts';

/** The text of one check for a person. */
export interface CheckText {
  /** The finding of the check, or its id if no words exist. */
  readonly title: string;
  /** The server and the observation. The text is empty without an observation. */
  readonly evidence: string;
  /** Advice. The list is empty for a passed check and where no advice is known. */
  readonly next: readonly string[];
}

/** Words for a check, by its id. A check without words is shown unchanged. */
export function checkText(check: Check, explain: Explain, hints: Hints = NO_HINTS): CheckText {
  const words = CHECK_WORDS[check.id];
  const passed = check.verdict === 'pass';
  const title = words === undefined ? check.id : passed ? words.good : words.bad;
  const behind = check.failure === undefined ? undefined : explain(check.failure);
  const seen = [
    ...(behind === undefined ? check.evidence.map(evidenceText) : [behindText(behind)]),
    ...(passed || check.issues.length === 0 ? [] : [`see ${check.issues.join(', ')}`]),
  ].join(', ');
  const evidence = [...(check.server === undefined ? [] : [check.server]), ...(seen === '' ? [] : [seen])].join(': ');
  return { title, evidence, next: passed ? [] : (behind?.next.slice(0, 1) ?? nextOf(words, hints)) };
}

/**
 * The advice belongs to the failure behind the check. The first detail is the question asked, and the last detail is
 * the end of the answer.
 */
function behindText({ what, details }: FailureText): string {
  const told = [...new Set([details[0], details.at(-1)])].filter((detail) => detail !== undefined);
  return told.length === 0 ? what : `${what} (${told.join('; ')})`;
}

function nextOf(words: CheckWords | undefined, hints: Hints): readonly string[] {
  if (words === undefined) return [];
  return typeof words.next === 'string' ? [words.next] : words.next(hints);
}

/** A known defect arrives as an id, and the reader needs its effect. An id of a later release is shown unchanged. */
function evidenceText(item: string): string {
  const [, issue = ''] = /^issue=(.+)$/.exec(item) ?? [];
  const words: Readonly<Record<string, string>> = KNOWN_ISSUE_WORDS;
  return words[issue] ?? item;
}

/** Refusals first, then warnings, then passed checks. Each group keeps the order of the plan. */
export function byVerdict(checks: readonly Check[]): readonly Check[] {
  const rank: Readonly<Record<Check['verdict'], number>> = { refuse: 0, warn: 1, pass: 2 };
  return checks.toSorted((one, other) => rank[one.verdict] - rank[other.verdict]);
}

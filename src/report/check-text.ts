import type { Check } from '../model/check.ts';
import { CHECK_WORDS } from './check-words.ts';
import type { CheckWords } from './check-words/words.ts';
import { NO_HINTS, type Hints } from './hints.ts';
import { KNOWN_ISSUE_WORDS } from './known-issue-words.ts';
import type { Explain, FailureText } from './failures/failure-text.ts';

/** One check as a person reads it. */
export interface CheckText {
  /** What it found, or the id where we have no words for it. */
  readonly title: string;
  /** Server and what was seen; empty when there is nothing to show. */
  readonly evidence: string;
  /** What to do; empty when it passed or we know nothing to do. */
  readonly next: readonly string[];
}

/** Words for a check, by its id. A check that has no words yet is shown as it is. */
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

/** The advice speaks of what was said: the first detail is what was asked, the last what the answer ended with. */
function behindText({ what, details }: FailureText): string {
  const told = [...new Set([details[0], details.at(-1)])].filter((detail) => detail !== undefined);
  return told.length === 0 ? what : `${what} (${told.join('; ')})`;
}

function nextOf(words: CheckWords | undefined, hints: Hints): readonly string[] {
  if (words === undefined) return [];
  return typeof words.next === 'string' ? [words.next] : words.next(hints);
}

/** A known defect is named by its id; who reads wants to know what it does. An id of a later release is shown as it is. */
function evidenceText(item: string): string {
  const [, issue = ''] = /^issue=(.+)$/.exec(item) ?? [];
  const words: Readonly<Record<string, string>> = KNOWN_ISSUE_WORDS;
  return words[issue] ?? item;
}

/** Refusals first, then warnings, then what passed; the order of the plan within each. */
export function byVerdict(checks: readonly Check[]): readonly Check[] {
  const rank: Readonly<Record<Check['verdict'], number>> = { refuse: 0, warn: 1, pass: 2 };
  return checks.toSorted((one, other) => rank[one.verdict] - rank[other.verdict]);
}

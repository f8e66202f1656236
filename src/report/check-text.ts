import type { Check } from '../model/check.ts';
import { CHECK_WORDS } from './check-words.ts';
import { evidenceTexts } from './evidence-words.ts';
import type { CheckWords } from './check-words/types.ts';
import { NO_HINTS, type Hints } from './hints.ts';
import type { Explain, FailureText } from './failures/types.ts';
import { serverNames } from './server-names.ts';

/** The text of one check for a person. */
export interface CheckText {
  readonly verdict: Check['verdict'];
  /** The finding of the check, or its id if no words exist. */
  readonly title: string;
  /** The servers and the observations. The text is empty without an observation. */
  readonly evidence: string;
  /** Advice. The list is empty for a passed check and where no advice is known. */
  readonly next: readonly string[];
}

/**
 * Words for checks, one text for each id and verdict, in the order of the first of each. Servers with the same observation
 * share it, as `s1, s2, s3: keys=2`. A check without words is shown by its id.
 */
export function checkTexts(checks: readonly Check[], explain: Explain, hints: Hints = NO_HINTS): readonly CheckText[] {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    const key = `${check.verdict} ${check.id}`;
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].map((group) => textOf(group, explain, hints));
}

function textOf(group: readonly Check[], explain: Explain, hints: Hints): CheckText {
  const [{ id, verdict } = { id: '', verdict: 'pass' as const }] = group;
  const words = CHECK_WORDS[id];
  const passed = verdict === 'pass';
  const title = words === undefined ? id : passed ? words.good : words.bad;
  const advice = group.map(({ failure }) =>
    failure === undefined ? nextOf(words, hints) : explain(failure).next.slice(0, 1),
  );
  return {
    verdict,
    title,
    evidence: evidenceOfGroup(group, explain),
    next: passed ? [] : [...new Set(advice.flat())],
  };
}

function evidenceOfGroup(group: readonly Check[], explain: Explain): string {
  const serversBySight = new Map<string, string[]>();
  for (const check of group) {
    const seen = sightText(check, explain);
    const servers = check.server === undefined ? [] : [check.server];
    serversBySight.set(seen, [...(serversBySight.get(seen) ?? []), ...servers]);
  }
  return [...serversBySight]
    .map(([seen, servers]) =>
      [...(servers.length === 0 ? [] : [serverNames(servers).join(', ')]), ...(seen === '' ? [] : [seen])].join(': '),
    )
    .filter((text) => text !== '')
    .join('; ');
}

function sightText(check: Check, explain: Explain): string {
  const behind = check.failure === undefined ? undefined : explain(check.failure);
  return [
    ...(behind === undefined ? evidenceTexts(check) : [behindText(behind)]),
    ...(check.verdict === 'pass' || check.issues.length === 0 ? [] : [`see ${check.issues.join(', ')}`]),
  ].join(', ');
}

/**
 * The advice belongs to the failure behind the check. The first detail is the question asked, and the last detail is
 * the end of the answer.
 */
function behindText({ what, details }: FailureText): string {
  const told = [...new Set([details[0], details.at(-1)])].filter((detail) => detail !== undefined);
  return told.length === 0 ? what : `${what} (${told.join('; ')})`;
}

/** The advice of a check's own words. The list is empty for a check without words. */
export function nextOf(words: CheckWords | undefined, hints: Hints): readonly string[] {
  if (words === undefined) return [];
  return typeof words.next === 'string' ? [words.next] : words.next(hints);
}

/** Refusals first, then warnings, then passed checks. Each group keeps the order of the plan. */
export function byVerdict(checks: readonly Check[]): readonly Check[] {
  const rank: Readonly<Record<Check['verdict'], number>> = { refuse: 0, warn: 1, pass: 2 };
  return checks.toSorted((one, other) => rank[one.verdict] - rank[other.verdict]);
}

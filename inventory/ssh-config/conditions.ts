import { matchesWildcards } from '../../src/model/wildcard.ts';

/** What the conditions of ssh_config ask about. */
export interface MatchSubject {
  /** The host as it was named. */
  readonly original: string;
  /** The present name, which is `HostName` in the second reading. */
  readonly host: string;
  /** `HostName` so far, expanded, or the present name. */
  readonly hostName: string;
  /** `User` so far, or the operator's name. */
  readonly user: string;
  readonly localUser: string;
  /** The second reading, after `Match final`. */
  readonly isFinal: boolean;
}

/** `undecidable` means that keyturn cannot know, because the condition runs a command or asks the network. */
export type Verdict = 'met' | 'unmet' | 'undecidable';

/** Whether the patterns of a `Host` line match. Letters count as they are written. */
export function hostMatches(patterns: readonly string[], { host }: MatchSubject): boolean {
  return matchesWildcards(patterns, host);
}

/** Whether a `Match` line holds. `wantsFinal` says that ssh reads everything a second time because of the line. */
export function matchVerdict(
  words: readonly string[],
  subject: MatchSubject,
): { readonly verdict: Verdict; readonly wantsFinal: boolean } {
  const parts = words.flatMap((word) => splitAssignment(word));
  const verdicts: Verdict[] = [];
  let wantsFinal = false;
  for (let index = 0; index < parts.length; index += 1) {
    const written = parts[index] ?? '';
    const negated = written.startsWith('!');
    const criterion = (negated ? written.slice(1) : written).toLowerCase();
    if (criterion === 'final') wantsFinal = true;
    if (TAKES_NOTHING.has(criterion)) {
      verdicts.push(turned(verdictOf(criterion === 'all' || subject.isFinal), negated));
      continue;
    }
    index += 1;
    verdicts.push(turned(criterionVerdict(criterion, (parts[index] ?? '').split(','), subject), negated));
  }
  if (verdicts.includes('unmet')) return { verdict: 'unmet', wantsFinal };
  return { verdict: verdicts.includes('undecidable') ? 'undecidable' : 'met', wantsFinal };
}

const TAKES_NOTHING: ReadonlySet<string> = new Set(['all', 'canonical', 'final']);

function criterionVerdict(criterion: string, patterns: readonly string[], subject: MatchSubject): Verdict {
  switch (criterion) {
    case 'host':
      return verdictOf(matchesWildcards(lowered(patterns), subject.hostName.toLowerCase()));
    case 'originalhost':
      return verdictOf(matchesWildcards(lowered(patterns), subject.original.toLowerCase()));
    case 'user':
      return verdictOf(matchesWildcards(patterns, subject.user));
    case 'localuser':
      return verdictOf(matchesWildcards(patterns, subject.localUser));
    default:
      return 'undecidable';
  }
}

function splitAssignment(word: string): readonly string[] {
  const match = /^(!?[a-z]+)=(.*)$/i.exec(word);
  return match === null ? [word] : [match[1] ?? '', match[2] ?? ''];
}

function lowered(patterns: readonly string[]): readonly string[] {
  return patterns.map((pattern) => pattern.toLowerCase());
}

function verdictOf(met: boolean): Verdict {
  return met ? 'met' : 'unmet';
}

function turned(verdict: Verdict, negated: boolean): Verdict {
  if (!negated || verdict === 'undecidable') return verdict;
  return verdict === 'met' ? 'unmet' : 'met';
}

import type { Check } from '../../model/check.ts';

/** One fault that a check found. */
export interface Finding {
  /** The affected server, or `undefined` for the whole cluster. */
  readonly server?: string;
  readonly evidence: readonly string[];
}

/** Properties that all results of one check share. */
export interface CheckOptions {
  readonly id: string;
  /** Verdict of each finding. */
  readonly verdict: 'warn' | 'refuse';
  readonly issues?: readonly string[];
}

/** One result for each finding, or a single pass. A pass names no value that changes between two looks. */
export function judge(options: CheckOptions, findings: readonly Finding[]): readonly Check[] {
  const { id, verdict, issues = [] } = options;
  if (findings.length === 0) return [{ id, verdict: 'pass', server: undefined, evidence: [], issues }];
  return findings.map(({ server, evidence }) => ({ id, verdict, server, evidence, issues }));
}

/** Results for two limits. Findings beyond the hard limit refuse, the remaining findings warn. */
export function judgeTwice(
  options: Omit<CheckOptions, 'verdict'>,
  findings: { readonly refused: readonly Finding[]; readonly warned: readonly Finding[] },
): readonly Check[] {
  const { refused, warned } = findings;
  if (refused.length + warned.length === 0) return judge({ ...options, verdict: 'warn' }, []);
  return [
    ...(refused.length > 0 ? judge({ ...options, verdict: 'refuse' }, refused) : []),
    ...(warned.length > 0 ? judge({ ...options, verdict: 'warn' }, warned) : []),
  ];
}

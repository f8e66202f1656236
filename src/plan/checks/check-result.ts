import type { Check } from '../../model/check.ts';

/** One thing that a check found wrong. */
export interface Finding {
  /** `undefined`: the cluster. */
  readonly server?: string;
  readonly evidence: readonly string[];
}

/** What all results of one check share. */
export interface CheckOptions {
  readonly id: string;
  /** Verdict of each finding. */
  readonly verdict: 'warn' | 'refuse';
  readonly issues?: readonly string[];
}

/** One result for each finding, or a single pass. A pass names nothing that changes from one look to the next. */
export function judge(options: CheckOptions, findings: readonly Finding[]): readonly Check[] {
  const { id, verdict, issues = [] } = options;
  if (findings.length === 0) return [{ id, verdict: 'pass', server: undefined, evidence: [], issues }];
  return findings.map(({ server, evidence }) => ({ id, verdict, server, evidence, issues }));
}

/** Results for two limits: findings beyond the hard one refuse, the others warn. */
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

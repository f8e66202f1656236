import {
  plainTitle,
  type Acceptance,
  type AuditEvidence,
  type AuditFindings,
  type AuditStatus,
  type OtherScan,
} from '../../model/audit.ts';
import type { Hints } from '../hints.ts';
import { mendText } from './mend-text.ts';
import { REASON_WORDS, ROW_WORDS } from './row-words.ts';

/** One result in words, whether of the guide or of a benchmark. Every form of output is made of these. */
export interface AuditItem {
  /** `kernel-parameters`, or with the benchmark `rke2-cis-1.12/1.2.15`. Stable for baselines. */
  readonly id: string;
  readonly title: string;
  /** What the guide or the benchmark says. */
  readonly says: string;
  /** Ids of the benchmark and of the STIG that look at the same. */
  readonly ids: readonly string[];
  /** The server's name, or `undefined` for the whole cluster. */
  readonly server: string | undefined;
  readonly status: AuditStatus;
  /** Why the result is unknown or not applicable. */
  readonly reason: string | undefined;
  /** A row that is not scored does not count for the exit code. */
  readonly scored: boolean;
  readonly evidence: readonly AuditEvidence[];
  /** What would mend a failure, as lines of advice. */
  readonly mend: readonly string[];
  /** Who accepted a failure, and until when. */
  readonly accepted: string | undefined;
  /** A note that an acceptance is past, or what another scanner says. */
  readonly notes: readonly string[];
}

/** What is known beside the findings. */
export interface AuditBeside {
  readonly baseline: readonly Acceptance[];
  readonly scan: OtherScan | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

const NOTHING_BESIDE: AuditBeside = { baseline: [], scan: undefined, now: 0 };

/** All results, those of the guide first, each in the order of its source. */
export function auditItems(
  findings: AuditFindings,
  hints: Hints,
  beside: AuditBeside = NOTHING_BESIDE,
): readonly AuditItem[] {
  return plainItems(findings, hints).map((item) => withBeside(item, findings, beside));
}

type PlainItem = Omit<AuditItem, 'accepted' | 'notes'>;

function plainItems(findings: AuditFindings, hints: Hints): readonly PlainItem[] {
  const { rows, benchmark } = findings;
  const guide = rows.map(({ row, subject, status, reason, evidence, mend }): PlainItem => {
    const { title, says, stig } = ROW_WORDS[row];
    const cis = (benchmark?.ids[row] ?? []).map((id) => `${benchmark?.name ?? ''}/${id}`);
    return {
      id: row,
      title,
      says,
      ids: [...cis, ...stig],
      server: subject.kind === 'server' ? subject.name : undefined,
      status,
      reason: reason === undefined ? undefined : REASON_WORDS[reason],
      scored: true,
      evidence,
      mend: mend.flatMap((each) => mendText(each, hints)),
    };
  });
  const others = (benchmark?.results ?? []).map(
    ({ id, title, subject, status, reason, scored, evidence, remediation }): PlainItem => ({
      id: `${benchmark?.name ?? ''}/${id}`,
      title,
      says: remediation,
      ids: [],
      server: subject.kind === 'server' ? subject.name : undefined,
      status,
      reason: reason === undefined ? undefined : REASON_WORDS[reason],
      scored,
      evidence,
      mend: [],
    }),
  );
  return [...guide, ...others];
}

/** Only a failure can be accepted. The day of `until` still counts, in UTC. */
function withBeside(item: PlainItem, findings: AuditFindings, { baseline, scan, now }: AuditBeside): AuditItem {
  const today = new Date(now).toISOString().slice(0, 10);
  const entries = item.status !== 'fail' ? [] : baseline.filter((entry) => isFor(entry, item));
  const valid = entries.find(({ until }) => until >= today);
  const past = valid === undefined ? entries[0] : undefined;
  return {
    ...item,
    accepted: valid === undefined ? undefined : acceptanceText(valid),
    notes: [
      ...(past === undefined ? [] : [`No longer accepted: ${acceptanceText(past)}`]),
      ...scanNotes(item, findings, scan),
    ],
  };
}

function isFor({ id, server }: Acceptance, item: PlainItem): boolean {
  return id === item.id && (server === undefined || server === item.server);
}

function acceptanceText({ by, until, reason }: Acceptance): string {
  return `accepted by ${by} until ${until}${reason === undefined ? '' : ` (${reason})`}`;
}

/** Titles stay where ids move, so a row of another benchmark is found, too. */
function scanNotes(item: PlainItem, { benchmark }: AuditFindings, scan: OtherScan | undefined): readonly string[] {
  if (scan === undefined) return [];
  const titles = benchmark?.results.filter(({ id }) => item.ids.includes(`${benchmark.name}/${id}`)) ?? [];
  const own = [{ id: item.id, title: item.title }, ...titles.map(({ id, title }) => ({ id, title }))];
  const said = own.flatMap(({ id, title }) => {
    const state = scan.states.get(plainTitle(title));
    return state === undefined ? [] : [`${id.slice(id.indexOf('/') + 1)} ${state}`];
  });
  return said.length === 0 ? [] : [`${scan.source} ${scan.benchmark}: ${[...new Set(said)].join(', ')}`];
}

/** A row of the guide has a name, and a row of a benchmark the benchmark and a number. */
export function isOfGuide({ id }: Pick<AuditItem, 'id'>): boolean {
  return !id.includes('/');
}

/** The facts that decided a failing or unknown result. */
export function decidingFacts({ status, evidence }: Pick<AuditItem, 'status' | 'evidence'>): AuditItem['evidence'] {
  if (status === 'fail') return evidence.filter(({ verdict }) => verdict === 'fails');
  return status === 'unknown' ? evidence.filter(({ verdict }) => verdict === 'unknown') : [];
}

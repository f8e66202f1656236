import { readFileSync } from 'node:fs';

import { findings as findingsOf } from '../../audit/findings.ts';
import { readAuditFacts } from '../../audit/read-facts.ts';
import { parseBaseline, parseEarlierAudit, parseOtherScan } from '../../audit/read-files.ts';
import type {
  Acceptance,
  AuditForm,
  AuditProfile,
  BenchmarkChoice,
  EarlierAudit,
  OtherScan,
} from '../../model/audit.ts';
import { codeOf } from '../../model/error-words.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { unreachable } from '../../model/unreachable.ts';
import { auditDocument } from '../../report/audit/audit-document.ts';
import { auditHtml } from '../../report/audit/audit-html.ts';
import { auditText, type AuditShown } from '../../report/audit/audit-text.ts';
import { auditItems, type AuditItem } from '../../report/audit/items.ts';
import { junitText } from '../../report/audit/junit.ts';
import { sarifText } from '../../report/audit/sarif.ts';
import { createStyle } from '../../report/style.ts';
import { systemReason } from '../../report/system-reason.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments } from '../options.ts';
import { queryReporter } from '../reporters.ts';
import { withSession, type Session } from '../session.ts';
import { VERSION } from '../version.ts';

/** The arguments of `audit`. */
interface AuditArguments extends ClusterArguments, GlobalArguments {
  readonly profile: AuditProfile;
  readonly benchmark: BenchmarkChoice;
  readonly failOn: 'fail' | 'unknown' | 'never';
  readonly baseline?: string;
  readonly compare?: string;
  readonly withScan?: string;
  readonly output: AuditForm;
}

/** What was read from the files that the options name. */
interface AuditFiles {
  readonly baseline: readonly Acceptance[];
  readonly earlier: EarlierAudit | undefined;
  readonly scan: OtherScan | undefined;
}

/**
 * `keyturn audit` exits with 7 where a row fails, by `--fail-on`, and else with 3 where a server could not be asked.
 * Nothing is changed.
 */
export async function handleAudit(args: AuditArguments, io: CliIo): Promise<number> {
  const leaveOut = { command: 'status', options: [] } as const;
  const form = args.output === 'json' ? 'json' : 'pretty';
  return withSession({ io, args, leaveOut, reporter: (parts) => queryReporter(form, parts) }, async (session) => {
    // Before any server is asked, because a mistyped name should cost no time.
    const files = readFiles(args);
    if (!files.ok) return session.fail(files.failure);
    const read = await readAuditFacts({ ...session, profile: args.profile });
    if (!read.ok) return session.fail(read.failure);
    const { facts, unasked } = read.value;
    const { cluster, hints } = session;
    const { baseline, scan, earlier } = files.value;
    const findings = await findingsOf(facts, cluster.name, args.benchmark);
    const items = auditItems(findings, hints, { baseline, scan, now: facts.now });
    const exitCode = exitCodeOf(items, args.failOn, unasked.length > 0);
    const shown = { distribution: cluster.distribution, findings, items, unasked, earlier };
    session.output.write(textOf(args.output, shown, { session, now: facts.now, exitCode }));
    return exitCode;
  });
}

function textOf(
  form: AuditForm,
  shown: AuditShown,
  about: { readonly session: Session; readonly now: number; readonly exitCode: number },
): string {
  const { session, now, exitCode } = about;
  const { output, cluster, hints } = session;
  const { items, unasked } = shown;
  switch (form) {
    case 'pretty':
      return auditText(shown, { style: createStyle(output.colour), width: output.columns(), hints });
    case 'json':
      return `${jsonText(auditDocument(shown, { now, version: VERSION, exitCode }), 2)}\n`;
    case 'sarif':
      return sarifText(items, { version: VERSION, cluster: cluster.name, now, complete: unasked.length === 0 });
    case 'junit':
      return junitText(items, { cluster: cluster.name, now });
    case 'html':
      return auditHtml(shown, { now, version: VERSION });
    default:
      return unreachable(form);
  }
}

/** Accepted failures, and rows that are not scored, do not count. */
function exitCodeOf(items: readonly AuditItem[], failOn: AuditArguments['failOn'], isPartial: boolean): number {
  const counted = items.filter(({ status, scored, accepted }) => {
    if (!scored || accepted !== undefined || failOn === 'never') return false;
    return status === 'fail' || (status === 'unknown' && failOn === 'unknown');
  });
  if (counted.length > 0) return EXIT_CODES['proof-failed'].code;
  return EXIT_CODES[isPartial ? 'refused' : 'done'].code;
}

function readFiles({ baseline, compare, withScan }: AuditArguments): Result<AuditFiles> {
  const accepted = readFile('--baseline', baseline, parseBaseline);
  if (!accepted.ok) return accepted;
  const earlier = readFile('--compare', compare, parseEarlierAudit);
  if (!earlier.ok) return earlier;
  const scan = readFile('--with-scan', withScan, parseOtherScan);
  if (!scan.ok) return scan;
  return success({ baseline: accepted.value ?? [], earlier: earlier.value, scan: scan.value });
}

/** A file that cannot be read, or has another form, is wrong usage. */
function readFile<T>(
  option: string,
  file: string | undefined,
  parse: (text: string) => Result<T, string>,
): Result<T | undefined> {
  if (file === undefined) return success(undefined);
  const usage = (message: string): Result<never> =>
    failed({ kind: 'usage', command: 'audit', message: `${option} ${file}: ${message}` });
  try {
    const parsed = parse(readFileSync(file, 'utf8'));
    return parsed.ok ? success(parsed.value) : usage(parsed.failure);
  } catch (error) {
    return usage(systemReason(codeOf(error)));
  }
}

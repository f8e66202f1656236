import { findings as findingsOf } from '../../audit/findings.ts';
import { readAuditFacts } from '../../audit/read-facts.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { countByStatus, type AuditFindings, type AuditProfile, type BenchmarkChoice } from '../../model/audit.ts';
import { auditDocument } from '../../report/audit/audit-document.ts';
import { auditText } from '../../report/audit/audit-text.ts';
import { createStyle } from '../../report/style.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments } from '../options.ts';
import { queryReporter } from '../reporters.ts';
import { withSession } from '../session.ts';
import { VERSION } from '../version.ts';

/** The arguments of `audit`. */
interface AuditArguments extends ClusterArguments, GlobalArguments {
  readonly profile: AuditProfile;
  readonly benchmark: BenchmarkChoice;
  readonly failOn: 'fail' | 'unknown' | 'never';
  readonly output: 'pretty' | 'json';
}

/**
 * `keyturn audit` exits with 7 where a row fails, by `--fail-on`, and else with 3 where a server could not be asked.
 * Nothing is changed.
 */
export async function handleAudit(args: AuditArguments, io: CliIo): Promise<number> {
  const leaveOut = { command: 'status', options: [] } as const;
  return withSession(
    { io, args, leaveOut, reporter: (parts) => queryReporter(args.output, parts) },
    async (session) => {
      const read = await readAuditFacts({ ...session, profile: args.profile });
      if (!read.ok) return session.fail(read.failure);
      const { facts, unasked } = read.value;
      const { cluster, output, hints } = session;
      const findings = await findingsOf(facts, cluster.name, args.benchmark);
      const shown = { distribution: cluster.distribution, findings, unasked };
      const exitCode = exitCodeOf(findings, args.failOn, unasked.length > 0);
      output.write(
        args.output === 'json'
          ? `${jsonText(auditDocument(shown, { now: facts.now, version: VERSION, exitCode, hints }), 2)}\n`
          : auditText(shown, { style: createStyle(output.colour), width: output.columns(), hints }),
      );
      return exitCode;
    },
  );
}

function exitCodeOf(findings: AuditFindings, failOn: AuditArguments['failOn'], isPartial: boolean): number {
  const scored = (findings.benchmark?.results ?? []).filter((row) => row.scored);
  const { fail, unknown } = countByStatus([...findings.rows, ...scored]);
  const counted = failOn === 'never' ? 0 : failOn === 'fail' ? fail : fail + unknown;
  if (counted > 0) return EXIT_CODES['proof-failed'].code;
  return EXIT_CODES[isPartial ? 'refused' : 'done'].code;
}

import { parse } from 'yaml';
import * as z from 'zod';

import { plainTitle, type Acceptance, type EarlierAudit, type OtherScan } from '../model/audit.ts';
import { failed, success, type Result } from '../model/result.ts';

const STATUSES = ['fail', 'unknown', 'pass', 'not-applicable'] as const;

const baselineSchema = z.strictObject({
  version: z.literal(1),
  accepted: z.array(
    z.strictObject({
      id: z.string(),
      server: z.string().optional(),
      by: z.string().min(1),
      reason: z.string().optional(),
      until: z.iso.date(),
    }),
  ),
});

/** Reads a baseline, which is YAML or JSON. Fails with what is wrong, in words of the form. */
export function parseBaseline(text: string): Result<readonly Acceptance[], string> {
  const read = parsed(text, baselineSchema);
  if (!read.ok) return read;
  return success(read.value.accepted.map(({ server, reason, ...entry }) => ({ ...entry, server, reason })));
}

const rowSchema = z.object({ server: z.string().nullable(), status: z.enum(STATUSES) });
const earlierSchema = z.object({
  schema: z.literal('keyturn.audit/1'),
  at: z.string(),
  rows: z.array(rowSchema.extend({ row: z.string() })),
  benchmark: z.object({ name: z.string(), rows: z.array(rowSchema.extend({ id: z.string() })) }).nullish(),
});

/** Reads the JSON document of an earlier audit. Fails with what is wrong. */
export function parseEarlierAudit(text: string): Result<EarlierAudit, string> {
  const read = parsed(text, earlierSchema);
  if (!read.ok) return read;
  const { at, rows, benchmark } = read.value;
  const name = benchmark?.name ?? '';
  return success({
    at,
    results: [
      ...rows.map(({ row, server, status }) => ({ id: row, server: server ?? undefined, status })),
      ...(benchmark?.rows ?? []).map(({ id, server, status }) => ({
        id: `${name}/${id}`,
        server: server ?? undefined,
        status,
      })),
    ],
  });
}

/** kube-bench `--json`. */
const kubeBenchSchema = z.object({
  Controls: z.array(
    z.object({
      version: z.string().default(''),
      tests: z.array(
        z.object({ results: z.array(z.object({ test_desc: z.string(), status: z.string() })).default([]) }),
      ),
    }),
  ),
});

/** A ClusterScanReport of Rancher's operator, whose report is JSON in a text. */
const scanReportSchema = z.object({
  kind: z.literal('ClusterScanReport'),
  spec: z.object({ benchmarkVersion: z.string().default(''), reportJSON: z.string() }),
});
const reportSchema = z.object({
  results: z.array(z.object({ checks: z.array(z.object({ description: z.string(), state: z.string() })).default([]) })),
});

/** Reads the report of another scanner, in either form. Fails with what is wrong. */
export function parseOtherScan(text: string): Result<OtherScan, string> {
  const bench = parsed(text, kubeBenchSchema);
  if (bench.ok) {
    const { Controls: controls } = bench.value;
    const results = controls.flatMap(({ tests }) => tests.flatMap((test) => test.results));
    return success({
      source: 'kube-bench',
      benchmark: controls[0]?.version ?? '',
      states: new Map(results.map(({ test_desc: title, status }) => [plainTitle(title), status.toLowerCase()])),
    });
  }
  const report = parsed(text, scanReportSchema);
  if (!report.ok) return failed('neither JSON of kube-bench nor a ClusterScanReport');
  const inner = parsed(report.value.spec.reportJSON, reportSchema);
  if (!inner.ok) return inner;
  const checks = inner.value.results.flatMap((result) => result.checks);
  return success({
    source: 'ClusterScanReport',
    benchmark: report.value.spec.benchmarkVersion,
    states: new Map(checks.map(({ description, state }) => [plainTitle(description), state.toLowerCase()])),
  });
}

function parsed<T>(text: string, schema: z.ZodType<T>): Result<T, string> {
  try {
    const read = schema.safeParse(parse(text, { maxAliasCount: 50 }));
    return read.success ? success(read.data) : failed(z.prettifyError(read.error));
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

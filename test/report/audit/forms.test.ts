import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';
import * as z from 'zod';

import { findings } from '../../../src/audit/findings.ts';
import { parseEarlierAudit } from '../../../src/audit/read-files.ts';
import type { Acceptance, OtherScan } from '../../../src/model/audit.ts';
import { auditDocument } from '../../../src/report/audit/audit-document.ts';
import { auditHtml } from '../../../src/report/audit/audit-html.ts';
import { auditText } from '../../../src/report/audit/audit-text.ts';
import { auditItems, type AuditItem } from '../../../src/report/audit/items.ts';
import { junitText } from '../../../src/report/audit/junit.ts';
import { sarifText } from '../../../src/report/audit/sarif.ts';
import { NO_HINTS } from '../../../src/report/hints.ts';
import { PLAIN } from '../../../src/report/style.ts';
import { goodFacts, goodHost } from '../../audit/sample-audit.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const HOSTILE = `"><script>alert(1)</script>\u001B[2J\uFFFF`;
type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
const SARIF = z.fromJSONSchema(
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../support/sarif/sarif-schema-2.1.0.json'), 'utf8'),
  ) as JsonSchema,
);

/** s1 fails rows of the guide and of the benchmark, with a text that tries to break out of the page. */
const FACTS = goodFacts({
  hosts: [
    goodHost('s1', { settings: { profile: HOSTILE }, parameters: new Map([['kernel.panic', '0']]) }),
    goodHost('s2'),
  ],
});
const FINDINGS = await findings(FACTS, 'prod', 'auto');

function items(
  beside: { readonly baseline?: readonly Acceptance[]; readonly scan?: OtherScan } = {},
): readonly AuditItem[] {
  return auditItems(FINDINGS, NO_HINTS, { baseline: beside.baseline ?? [], scan: beside.scan, now: NOW });
}

function shown(these: readonly AuditItem[], earlier?: ReturnType<typeof parseEarlierAudit>) {
  const compared = earlier?.ok === true ? earlier.value : undefined;
  return { distribution: 'rke2', findings: FINDINGS, items: these, unasked: [], earlier: compared } as const;
}

const ACCEPTED: Acceptance = {
  id: 'kernel-parameters',
  server: 's1',
  by: 'jane',
  reason: 'replaced soon',
  until: '2026-11-28',
};
const PAST: Acceptance = { ...ACCEPTED, until: '2026-11-27' };

describe('an audit as SARIF', () => {
  it('fits the published schema, with a rule and its help for each row, and suppressions for what was accepted', ({
    expect,
  }) => {
    const text = sarifText(items({ baseline: [ACCEPTED] }), {
      version: '0.1.0',
      cluster: 'prod',
      now: NOW,
      complete: true,
    });
    const log = JSON.parse(text) as {
      runs: {
        tool: { driver: { rules: { id: string; help?: { text: string } }[] } };
        results: { ruleId: string; kind: string; suppressions?: object[] }[];
      }[];
    };

    expect(SARIF.safeParse(log).error).toBeUndefined();
    const [run] = log.runs;
    expect(run?.tool.driver.rules.find(({ id }) => id === 'kernel-parameters')?.help?.text).toContain('sudo cp -f');
    const failing = run?.results.filter(({ ruleId, kind }) => ruleId === 'kernel-parameters' && kind === 'fail');
    expect(failing).toMatchObject([
      {
        level: 'error',
        suppressions: [{ status: 'accepted', justification: expect.stringContaining('jane') as unknown }],
      },
    ]);
    expect(run?.results).toHaveLength(items().length);
    expect(text).not.toContain('\u001B');
  });

  it('given something that is no SARIF, the schema refuses it', ({ expect }) => {
    const log = JSON.parse(sarifText(items(), { version: '0', cluster: 'p', now: NOW, complete: true })) as {
      runs: { results: { kind: string }[] }[];
    };
    const [result] = log.runs[0]?.results ?? [];
    if (result !== undefined) result.kind = 'nonsense';
    expect(SARIF.safeParse(log).success).toBe(false);
  });
});

describe('an audit for people and for CI', () => {
  it('given JUnit, has a suite for each server with its counts, and escapes what a host said', ({ expect }) => {
    const text = junitText(items({ baseline: [ACCEPTED] }), { cluster: 'prod', now: NOW });

    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="keyturn audit prod">/);
    expect(text).toMatch(
      /<testsuite name="s1" tests="\d+" failures="\d+" errors="\d+" skipped="\d+" timestamp="2026-11-28T12:00:00.000Z">/,
    );
    expect(text).toContain('<skipped message="accepted by jane until 2026-11-28 (replaced soon)">');
    expect(text).toContain('&quot;&gt;&lt;script&gt;');
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('\u001B');
  });

  it('given HTML, is one page without a script, and escapes what a host said', ({ expect }) => {
    const page = auditHtml(shown(items()), { now: NOW, version: '0.1.0' });

    expect(page).toContain("default-src 'none'".replaceAll("'", '&#39;'));
    expect(page).toContain('CIS benchmark rke2-cis-1.12');
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u001B');
  });

  it('given a baseline, lists what was accepted among the rest, and on the next day as a failure again, with a note', ({
    expect,
  }) => {
    const options = { style: PLAIN, width: 300, hints: NO_HINTS };
    const accepted = auditText(shown(items({ baseline: [ACCEPTED] })), options);
    const past = auditText(shown(items({ baseline: [PAST] })), options);

    expect(accepted).toMatch(/^accepted +Kernel parameters +s1: accepted by jane until 2026-11-28 \(replaced soon\)$/m);
    expect(accepted).not.toMatch(/^FAIL {2}Kernel/m);
    expect(accepted).toContain('(1 accepted)');
    expect(past).toMatch(/^FAIL {2}Kernel parameters/m);
    expect(past).toContain('No longer accepted: accepted by jane until 2026-11-27');
  });

  it('given the document of an earlier audit, shows what changed since, what fails now first', async ({ expect }) => {
    const good = await findings(goodFacts(), 'prod', 'auto');
    const before = auditDocument(
      { ...shown(auditItems(good, NO_HINTS)), findings: good },
      { now: NOW - 86_400_000, version: '0.1.0', exitCode: 0 },
    );
    const earlier = parseEarlierAudit(JSON.stringify(before));
    const text = auditText(shown(items(), earlier), { style: PLAIN, width: 300, hints: NO_HINTS });

    expect(text).toContain(
      'Since the audit of 2026-11-27T12:00:00.000Z:\n  pass -> FAIL  kernel-parameters  Kernel parameters: s1\n',
    );
    const same = auditText(
      { ...shown(auditItems(good, NO_HINTS), earlier), findings: good },
      { style: PLAIN, width: 300, hints: NO_HINTS },
    );
    expect(same).toContain('nothing has changed.');
  });

  it('given the report of another scanner, shows it beside the rows of the same title, and of the guide', ({
    expect,
  }) => {
    const title = FINDINGS.benchmark?.results.find(({ id }) => id === '1.2.27')?.title.toLowerCase() ?? '';
    const scan: OtherScan = { source: 'kube-bench', benchmark: 'rke2-cis-1.8', states: new Map([[title, 'pass']]) };
    const noted = items({ scan }).filter(({ notes }) => notes.length > 0);

    expect(new Set(noted.map(({ id }) => id))).toEqual(new Set(['secrets-encryption', 'rke2-cis-1.12/1.2.27']));
    expect(noted[0]?.notes).toEqual(['kube-bench rke2-cis-1.8: 1.2.27 pass']);
  });
});

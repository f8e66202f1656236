import { describe, it } from 'vitest';
import { markdownReport } from '../../../src/report/run-report/markdown.ts';
import { reportDocument } from '../../../src/report/run-report/report-document.ts';
import { DONE, hostile, STOPPED } from './sample-report.ts';

describe('the report in Markdown', () => {
  it('given a run that stopped, is whole', async ({ expect }) => {
    await expect(markdownReport(reportDocument(STOPPED))).toMatchFileSnapshot('../golden/report-stopped-markdown.txt');
  });

  it('given texts with markup, has no heading, row, link or tag more than without', ({ expect }) => {
    const poison = '\n# heading | cell [link](javascript:x) <script>`$(x)`';
    const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
    const [plain, poisoned] = [DONE, hostile(DONE, poison)].map((report) => markdownReport(reportDocument(report)));
    for (const pattern of [/^#/gm, /(?<!\\)<[a-z]/g, /(?<!\\)\[/g]) {
      // What stands in a fence is no markup.
      const outside = (text = ''): string => text.replaceAll(/^(`{3,})sh\n.*\n\1$/gm, '');
      expect(count(outside(poisoned), pattern), String(pattern)).toBe(count(outside(plain), pattern));
    }
    expect(poisoned).toContain('\\<script\\>');
  });

  it('given a command with backticks, has a longer fence around it', ({ expect }) => {
    const commands = [
      {
        at: '2026-11-24T02:00:00Z',
        server: 's1',
        step: undefined,
        line: 'echo ```x```',
        ending: 'exited',
        exitCode: 0,
      },
    ] as const;
    expect(markdownReport(reportDocument({ ...DONE, commands }))).toContain('\n````sh\necho ```x```\n````\n');
  });
});

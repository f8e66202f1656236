import { describe, it } from 'vitest';
import { reportDocument } from '../../../src/report/run-report/report-document.ts';
import { terminalReport } from '../../../src/report/run-report/terminal.ts';
import { PLAIN } from '../../../src/report/style.ts';
import { DONE, hostile, STOPPED } from './sample-report.ts';

const OPTIONS = { style: PLAIN, width: 80 };

describe('the report on a terminal', () => {
  it.for([
    ['ended well', DONE, 'report-done.txt'],
    ['stopped', STOPPED, 'report-stopped.txt'],
  ] as const)('given a run that %s, is the same in short', async ([, report, golden], { expect }) => {
    await expect(terminalReport(reportDocument(report), OPTIONS)).toMatchFileSnapshot(`../golden/${golden}`);
  });

  it('given texts with escapes, has none of them', ({ expect }) => {
    const shown = terminalReport(reportDocument(hostile(DONE, '\u001B[2J\u202E')), OPTIONS);
    expect(shown).not.toContain('\u001B');
    expect(shown).not.toContain('\u202E');
  });
});

import { describe, it } from 'vitest';
import { runReporter } from '../../src/cli/reporters.ts';
import type { Terminal } from '../../src/report/terminal.ts';
import { SAMPLE_SUMMARY } from '../report/sample-summary.ts';

function recorded(): { readonly terminal: Terminal; text(): string } {
  const written: string[] = [];
  const terminal: Terminal = {
    write: (text) => void written.push(text),
    isTty: false,
    colour: false,
    columns: () => 200,
    rows: () => 24,
  };
  return { terminal, text: () => written.join('') };
}

describe('a run that was interrupted after it had begun', () => {
  it.for(['pretty', 'ndjson', 'json'] as const)(
    'given --output %s, stderr tells how to resume and never that nothing was changed',
    (form, { expect }) => {
      const [output, errors] = [recorded(), recorded()];
      const hints = { inventory: 'hosts.yaml', cluster: undefined, always: [] };
      const parts = { output: output.terminal, errors: errors.terminal, hints };
      runReporter(form, parts).emit({
        type: 'run-ended',
        outcome: {
          kind: 'interrupted',
          failure: { kind: 'interrupted', at: { step: 'command:rotate', phase: 'before' } },
        },
        summary: SAMPLE_SUMMARY,
      });
      expect(errors.text()).toContain('keyturn rotate --inventory hosts.yaml --resume');
      expect(errors.text()).not.toMatch(/nothing was changed|changed nothing/i);
      if (form !== 'pretty') expect(JSON.parse(output.text())).toMatchObject({ outcome: { kind: 'interrupted' } });
    },
  );
});

import { describe, it } from 'vitest';
import { renderPlanCommands } from '../../src/report/plan-commands-text.ts';
import { createStyle, PLAIN } from '../../src/report/style.ts';
import { visibleLength } from '../../src/report/printable.ts';
import type { Plan } from '../../src/model/plan.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';
import { samplePlan } from '../support/sample-journal.ts';
import { samplePlanWithCommands } from './samples.ts';

const GOLDEN = [
  ['three', 'staged'],
  ['three', 'rotate-keys'],
  ['one', 'staged'],
  ['split', 'staged'],
] as const;

describe('a whole plan on paper', () => {
  it.for(GOLDEN)(
    'given topology %s and strategy %s, it is the recorded text',
    async ([topology, strategy], { expect }) => {
      const text = renderPlanCommands(samplePlanWithCommands(topology, strategy), { style: PLAIN, width: 100 });
      await expect(text).toMatchFileSnapshot(`golden/plan-commands-${topology}-${strategy}.txt`);
    },
  );

  it('shows every command of every step exactly, after the server it goes to', ({ expect }) => {
    const plan = samplePlanWithCommands('five', 'staged');
    const text = renderPlanCommands(plan, { style: PLAIN, width: 60 });
    const lines = text.split('\n').map((line) => line.trim());
    const commands = plan.steps.flatMap((step) => step.commands);
    expect(commands.length).toBeGreaterThan(20);
    for (const { server, line } of commands) expect(lines).toContain(`${server}$ ${line}`);
  });

  it('marks the point of no return once, straight after its step', ({ expect }) => {
    const plan = samplePlanWithCommands('three', 'staged');
    const lines = renderPlanCommands(plan, { style: PLAIN, width: 100 }).split('\n');
    const marks = lines.flatMap((line, index) => (line.startsWith('----') ? [index] : []));
    expect(marks).toHaveLength(1);
    expect(lines[(marks[0] ?? 0) - 1]).toContain(`act 'command:rotate'`);
  });

  it.for(['staged', 'rotate-keys'] as const)(
    'given K3s and strategy %s, says nothing of reload periods: its apiservers load at the restart',
    (strategy, { expect }) => {
      const k3s = samplePlan({ ...SAMPLE_FACTS.three, distribution: 'k3s' }, strategy);
      const rke2 = samplePlan(SAMPLE_FACTS.three, strategy);
      const text = (plan: Plan): string => renderPlanCommands(plan, { style: PLAIN, width: 10_000 });
      expect(text(rke2)).toMatch(/within about a minute/);
      expect(text(k3s)).not.toMatch(/about a minute|picks up|polls|reload period/);
      expect(text(k3s)).toContain('loads the new file when that starts');
      const periods = strategy === 'staged' ? 3 : 1;
      expect(rke2.estimate.totalMs - k3s.estimate.totalMs).toBeGreaterThanOrEqual(periods * 60_000);
    },
  );

  it('explains the write window where there is one, and only there', ({ expect }) => {
    const text = (topology: 'one' | 'three', strategy: 'staged' | 'rotate-keys'): string =>
      renderPlanCommands(samplePlanWithCommands(topology, strategy), { style: PLAIN, width: 100 });
    expect(text('three', 'rotate-keys')).toContain('WRITE WINDOW');
    expect(text('three', 'staged')).not.toContain('WRITE WINDOW');
    expect(text('one', 'rotate-keys')).not.toContain('WRITE WINDOW');
  });

  it('promises no repair where nobody has both keys, and says that the run stops then', ({ expect }) => {
    const plan = samplePlanWithCommands('three', 'rotate-keys');
    const text = renderPlanCommands(plan, { style: PLAIN, width: 10_000 });
    expect(text).toContain('stops for a person to decide (exit code 5)');
    expect(text).not.toContain('rewrites what it finds');
  });

  it('given a rotation that somebody else began, says that its save is not proved where no follower would show it, and there alone', ({
    expect,
  }) => {
    const text = (topology: 'one' | 'three', at: 'start' | 'rotate'): string => {
      const plan = samplePlanWithCommands(topology, 'staged');
      return renderPlanCommands({ ...plan, entry: { at } }, { style: PLAIN, width: 10_000 });
    };
    expect(text('one', 'rotate')).toContain('The log of the service on s1 is read for a save that failed');
    expect(text('one', 'start')).not.toContain('a save that failed');
    expect(text('three', 'rotate')).not.toContain('a save that failed');
  });

  it('names the lock, which changes something and is no step', ({ expect }) => {
    const text = renderPlanCommands(samplePlanWithCommands('one', 'staged'), { style: PLAIN, width: 10_000 });
    expect(text).toContain('The Lease keyturn in kube-system is created before the first step');
  });

  it('given colours, is the same text to the eye', ({ expect }) => {
    const plan = samplePlanWithCommands('three', 'staged');
    const plain = renderPlanCommands(plan, { style: PLAIN, width: 80 }).split('\n');
    const coloured = renderPlanCommands(plan, { style: createStyle(true), width: 80 }).split('\n');
    expect(coloured.join('')).toContain('\u001B[');
    expect(coloured.map(visibleLength)).toEqual(plain.map(visibleLength));
  });
});

import { describe, it } from 'vitest';
import { NO_HINTS } from '../../src/report/hints.ts';
import { PLAIN } from '../../src/report/style.ts';
import { verifyText } from '../../src/report/verify-text.ts';

const REFUSED = { id: 'one-key', verdict: 'refuse', server: 's1', evidence: ['keys=2'], issues: [] } as const;
const OPTIONS = { style: PLAIN, width: 300, hints: NO_HINTS };

describe('a proof on paper', () => {
  it('given a proof that fails while somebody is at work, says first that it is to wait', ({ expect }) => {
    const atWork = {
      kind: 'lock-held',
      holder: 'eve@desk (run r7)',
      since: '2026-11-24T02:00:00Z',
      where: 'desk',
      expiresAt: undefined,
    } as const;
    const text = verifyText('prod', { outOfReach: [], checks: [REFUSED] }, { ...OPTIONS, atWork });
    const [, ...lines] = text.split('\n');
    const shown = lines.join(' ').replaceAll(/\s+/g, ' ');
    expect(shown).toMatch(/^eve@desk \(run r7\) is at work on the cluster now \(desk\): wait, .*s1: keys=2/);
  });

  it('given nobody is at work, says nothing of it', ({ expect }) => {
    const text = verifyText('prod', { outOfReach: [], checks: [REFUSED] }, OPTIONS);
    expect(text).not.toContain('at work');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('s1: keys=2');
  });
});

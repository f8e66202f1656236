import { describe, it } from 'vitest';
import {
  demoHolds,
  demoText,
  leftBehind,
  notSimulatedText,
  simulationText,
  writersText,
} from '../../src/report/demo-text.ts';
import { PLAIN } from '../../src/report/style.ts';

const GOOD = {
  before: { 'aescbc/old': 500 },
  after: { 'aescbc/new': 523 },
  writers: { acknowledged: 1_240, lost: 0, lostSecrets: [], readErrors: 0 },
};
const options = { style: PLAIN, width: 100 };

describe('the proof of the demo', () => {
  it('given nothing under the old key and nothing lost, holds and says both figures', ({ expect }) => {
    expect(demoHolds(GOOD)).toBe(true);
    const text = demoText(GOOD, options);
    expect(text).toMatch(/aescbc\/new +0 +523/);
    expect(text).toMatch(/aescbc\/old +500 +0/);
    expect(text).toContain('writers: 1,240 acknowledged writes, 0 lost, 0 failed reads');
    expect(text).toMatch(/0 on the old key, 0 lost\n$/);
  });

  it('says that the journal, which the summary above names, is gone, and how to get one that stays', ({ expect }) => {
    expect(demoText(GOOD, options)).toMatch(/its journal are gone now[\s\S]*keyturn simulate --dir/);
  });

  it.for([
    [
      'a Secret under the old key',
      { ...GOOD, after: { 'aescbc/new': 522, 'aescbc/old': 1 } },
      '1 on the old key, 0 lost',
    ],
    [
      'a lost Secret',
      { ...GOOD, writers: { ...GOOD.writers, lost: 2, lostSecrets: ['writers/s1-4', 'writers/s2-7'] } },
      '0 on the old key, 2 lost',
    ],
    ['no rotation at all', { ...GOOD, after: GOOD.before }, '500 on the old key, 0 lost'],
    ['an empty etcd', { ...GOOD, after: {} }, '0 on the old key, 0 lost'],
  ] as const)('given %s, does not hold', ([, evidence, verdict], { expect }) => {
    expect(demoHolds(evidence)).toBe(false);
    expect(demoText(evidence, options)).toContain(verdict);
  });

  it('given a lost Secret, names it', ({ expect }) => {
    const writers = { ...GOOD.writers, lost: 1, lostSecrets: ['writers/s1-4'] };
    expect(demoText({ ...GOOD, writers }, options)).toContain('1 lost, 0 failed reads\n    lost: writers/s1-4\n');
  });

  it('given a key of before that is gone, counts nothing for it', ({ expect }) => {
    expect(leftBehind(GOOD)).toBe(0);
  });
});

describe('the words of simulate', () => {
  it('given a report without a loss, fits on one line', ({ expect }) => {
    expect(writersText({ acknowledged: 1, lost: 0, lostSecrets: [], readErrors: 1 })).toBe(
      'writers: 1 acknowledged write, 0 lost, 1 failed read',
    );
  });

  it('given lost Secrets, names them, twenty at most, and says how many more there are', ({ expect }) => {
    const lostSecrets = Array.from({ length: 23 }, (_, index) => `writers/s1-${index}`);
    const report = { acknowledged: 40, lost: 23, lostSecrets, readErrors: 0 };

    const lines = writersText(report).split('\n');

    expect(lines).toHaveLength(22);
    expect(lines.slice(0, 2)).toEqual([
      'writers: 40 acknowledged writes, 23 lost, 0 failed reads',
      '  lost: writers/s1-0',
    ]);
    expect(lines.slice(-2)).toEqual(['  lost: writers/s1-19', '  and 3 more']);
    expect(writersText({ ...report, lost: 20, lostSecrets: lostSecrets.slice(0, 20) })).not.toContain('more');
  });

  it('given something that is not simulated, says where, what and for which line, on one short line', ({ expect }) => {
    expect(notSimulatedText({ server: 's1', program: 'kubectl', line: 'kubectl get\n\u001B[31mnodes' })).toBe(
      's1: not simulated, so it failed there: kubectl; asked for by: kubectl get | nodes',
    );
    expect(notSimulatedText({ server: 's1', program: 'x'.repeat(900), line: 'y'.repeat(900) }).length).toBeLessThan(
      500,
    );
  });

  it('given an inventory, names it and never says ready by itself', ({ expect }) => {
    expect(simulationText('/tmp/x/hosts.yaml')).toContain('/tmp/x/hosts.yaml');
    expect(simulationText('/tmp/x/hosts.yaml')).not.toMatch(/^ready$/m);
  });
});

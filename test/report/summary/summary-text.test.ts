import { describe, it } from 'vitest';
import type { OutcomeKind } from '../../../src/model/outcome.ts';
import type { RunSummary } from '../../../src/model/run-summary.ts';
import { NO_HINTS } from '../../../src/report/hints.ts';
import { PLAIN } from '../../../src/report/style.ts';
import { summaryText } from '../../../src/report/summary/summary-text.ts';
import { SAMPLE_CENSUS, SAMPLE_SUMMARY } from '../sample-summary.ts';

const OPTIONS = { style: PLAIN, width: 80, hints: NO_HINTS };

function shown(changes: Partial<RunSummary>, outcome: OutcomeKind = 'done', width = 80): string {
  return summaryText({ ...SAMPLE_SUMMARY, ...changes }, outcome, { ...OPTIONS, width });
}

/** One line, so that a test does not depend on where lines break. */
function flat(...args: Parameters<typeof shown>): string {
  return shown(...args).replaceAll(/\s+/g, ' ');
}

const MANY = Array.from({ length: 22 }, (_, index) => `server-${index + 1}`);
const MANY_CHANGES: Partial<RunSummary> = {
  restarts: 66,
  restarted: MANY,
  outages: MANY.map((server, index) => ({ server, ms: index * 1_000 })),
  sealedCopies: MANY.map((server) => `${server}:/var/lib/keyturn/sealed/0123456789ab/before`),
  snapshots: ['keyturn-0123456789ab-before-server-1-1795851373', 'keyturn-0123456789ab-after-server-1-1795851389'],
  newKey: 'aescbckey-2026-11-24T02:00:12+01:00',
};
const STOPPED = {
  after: undefined,
  dueAt: undefined,
  stopped: { step: 'restart:prepare:s2', stage: 'prepare', index: 8, total: 29 },
  commandsSent: ['prepare'],
  restarted: ['s1'],
  notRestarted: ['s2', 's3'],
} as const satisfies Partial<RunSummary>;

describe('the closing summary', () => {
  it('given a proven run, begins with the verdict and ends with what is kept', async ({ expect }) => {
    await expect(summaryText(SAMPLE_SUMMARY, 'done', OPTIONS)).toMatchFileSnapshot('../golden/summary.txt');
  });

  it('given a stopped run, says where it stopped, what it has changed and what it has not', async ({ expect }) => {
    const text = shown(STOPPED, 'stopped-for-a-person');
    await expect(text).toMatchFileSnapshot('../golden/summary-stopped.txt');
  });

  it.for([
    ['three servers', {}],
    ['22 servers, each with an outage', MANY_CHANGES],
    ['a rewrite that took longest', { longestStep: { step: 'rewrite-finished', ms: 52_000 } }],
  ] as const)('given %s, fits a screen of 24 lines and 80 columns', ([, changes], { expect }) => {
    const lines = shown(changes).trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(23);
    const broken = lines.filter((line) => line.length > 80 && line.trim().includes(' '));
    expect(broken.filter((line) => !line.includes('keyturn report'))).toEqual([]);
  });

  it('given several outages, names the longest and the servers without any', ({ expect }) => {
    expect(flat(MANY_CHANGES)).toContain(
      'no answer from server-22 21 s, server-21 20 s, 19 more 19 s at most; server-1 always answered',
    );
  });

  it('given writes that were refused, says for how long, or that their end was not seen', ({ expect }) => {
    const from = '2026-11-28T05:00:00.000Z';
    const refused = (until: string | undefined) => flat({ refusedWrites: [{ from, until }] });
    expect(refused('2026-11-28T05:01:14.000Z')).toContain(
      'writes of Secrets refused for 1 min 14 s, 2026-11-28 05:00:00 to 05:01:14 UTC',
    );
    expect(refused(undefined)).toContain(
      'refused from 2026-11-28 05:00:00Z on; that they are let through again was not seen',
    );
    expect(flat({})).toContain('writes never refused by this run');
  });

  it('given followers that could not read rewritten Secrets, says for how long at most', ({ expect }) => {
    const from = '2026-11-28T05:00:00.000Z';
    const at = (server: string, until: string | undefined) => ({ server, from, until });
    expect(
      flat({ readsAtRisk: [at('s2', '2026-11-28T05:00:31.000Z'), at('s3', '2026-11-28T05:00:12.000Z')] }),
    ).toContain('reads of rewritten Secrets through s2 and s3 could fail for up to 31 s');
    expect(flat({ ...STOPPED, readsAtRisk: [at('s2', undefined)] }, 'interrupted')).toContain(
      'may fail through s2 until the new key is loaded there',
    );
  });

  it('given a run that stopped before the proof, claims no proof', ({ expect }) => {
    const text = flat({ ...STOPPED, newKey: undefined, sealedCopies: [] }, 'interrupted');
    expect(text).not.toMatch(/ proof |under the old key/);
    expect(text).toContain('500 before; not counted since');
    expect(text).toContain('none yet');
    expect(text).toContain(SAMPLE_SUMMARY.journal);
  });

  it.for(['stopped-resumable', 'stopped-for-a-person', 'interrupted', 'proof-failed', 'bug'] as const)(
    'given a run that ended as %s, names the sealed copies as the way back and no way to remove them',
    (outcome, { expect }) => {
      const text = flat(STOPPED, outcome);
      expect(text).toContain('3 sealed copies on s1 and s2');
      expect(text).toContain('keep them until the rotation has ended, they are the way back');
      expect(text).not.toContain('sudo rm');
    },
  );

  it.for([
    ['stopped-resumable', 'prod: STOPPED in stage prepare, step 9 of 29; it is safe to resume. (exit 4)'],
    ['stopped-for-a-person', 'prod: STOPPED in stage prepare, step 9 of 29; a person must decide. (exit 5)'],
    [
      'interrupted',
      'prod: interrupted by the operator in stage prepare, step 9 of 29; it is safe to resume. (exit 130)',
    ],
    ['proof-failed', 'prod: the rotation has run, but THE PROOF FAILS. (exit 7)'],
    ['bug', 'prod: STOPPED in stage prepare, step 9 of 29 by a bug in keyturn. (exit 1)'],
    ['locked', 'prod: STOPPED in stage prepare, step 9 of 29; another run holds the lock. (exit 6)'],
  ] as const)('given %s, begins with the verdict: %s', ([outcome, verdict], { expect }) => {
    expect(flat(STOPPED, outcome).trim().startsWith(verdict)).toBe(true);
  });

  it('given an adopted rotation, mentions the copies of earlier runs, because they hold keys as well', ({ expect }) => {
    const earlierCopies = [
      { server: 's1', directory: '/var/lib/keyturn/sealed/ba9876543210/before', madeAtSeconds: 0 },
    ];
    expect(flat({ adopted: true, earlierCopies })).toContain(
      '1 copy of earlier runs (also of an adopted run of keyturn): keys, too',
    );
  });

  it('given several processes, says when the earlier ones ended and how long all worked', ({ expect }) => {
    const parts: RunSummary['parts'] = [
      { from: '2026-11-24T02:00:00.000Z', until: '2026-11-24T02:01:00.000Z', ending: 'killed', operator: 'ops@laptop' },
      { from: '2026-11-24T02:30:00.000Z', until: '2026-11-24T02:33:25.000Z', ending: 'done', operator: 'ops@laptop' },
    ];
    expect(flat({ parts })).toContain(
      '3 min 25 s of work in 2 parts (killed 02:01:00, resumed 02:30:00), by ops@laptop',
    );
  });

  it('given all were read back, and through one apiserver, says so', ({ expect }) => {
    const readBack = { sample: 512, total: 512, apiservers: 1 };
    expect(flat({ readBack })).toContain('all counted; all 512 read back through the apiserver');
  });

  it('given processes that were killed, says that their outages are not in the figures', ({ expect }) => {
    expect(flat({ killedProcesses: 2 })).toContain('(without what 2 killed processes saw)');
  });

  it('given a Secret left under the old key, the line does not look good', ({ expect }) => {
    const after = { ...SAMPLE_CENSUS, total: 500, byKey: { 'aescbc/aescbckey': 1, 'aescbc/other': 499 } };
    const text = summaryText({ ...SAMPLE_SUMMARY, after, newKey: 'other' }, 'proof-failed', {
      ...OPTIONS,
      style: { ...PLAIN, red: (marked) => `<bad>${marked}` },
    });
    expect(text).toContain('<bad>500 before');
    expect(text).toContain('under the old key: 1');
  });
});

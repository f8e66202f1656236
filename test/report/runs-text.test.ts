import { describe, it } from 'vitest';
import type { RunListing } from '../../src/model/run-listing.ts';
import { runsText } from '../../src/report/runs-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { SAMPLE_SUMMARY } from './sample-summary.ts';

const PLACE = { directory: '/state', cluster: undefined, clusters: ['prod'] };
const RUN: RunListing = {
  runId: SAMPLE_SUMMARY.runId,
  cluster: 'prod',
  startedAt: SAMPLE_SUMMARY.startedAt,
  outcome: 'done',
  journal: SAMPLE_SUMMARY.journal,
  summary: SAMPLE_SUMMARY,
};

describe('the list of runs', () => {
  it('has when, which cluster, how long, how many Secrets, the ending, by whom and the keys, on 80 columns', ({
    expect,
  }) => {
    const text = runsText([RUN], PLACE, { style: PLAIN, width: 80 });
    expect(text.split('\n').slice(0, 3)).toEqual([
      'begun (UTC)       cluster  run                               worked      Secrets',
      '2026-11-24 02:00  prod     20261124T020000000Z-0123456789ab  3 min 25 s  512',
      '  done (exit 0), by ops@laptop; aescbckey -> aescbckey-2026-11-24T02:00:05Z',
    ]);
    expect(text.split('\n').filter((line) => line.length > 90)).toEqual([]);
  });

  it.for([
    ['given-up', 'not finished, and given up'],
    ['unfinished', 'not finished: resume it'],
    ['unreadable', 'the journal is damaged'],
  ] as const)(
    'given a journal that cannot be read, of a run that is %s, has what is known',
    ([outcome, word], { expect }) => {
      const { summary: _, ...rest } = RUN;
      const text = runsText([{ ...rest, startedAt: undefined, outcome }], PLACE, { style: PLAIN, width: 80 });
      expect(text).toContain(`\n  ${word}\n`);
    },
  );
});

import { describe, it } from 'vitest';

import { metricsText, type ClusterMetrics } from '../../src/report/metrics-text.ts';

const NOW = Date.parse('2026-11-28T02:00:00Z');

const WHOLE: ClusterMetrics = {
  cluster: 'prod "eu"\\1',
  version: '0.1.0',
  nowMs: NOW,
  seen: {
    key: 'aescbckey-2026-11-24T02:00:00Z',
    createdAtMs: Date.parse('2026-11-24T02:00:00Z'),
    secrets: { 'aescbc/aescbckey-2026-11-24T02:00:00Z': 2_200, 'aescbc/aescbckey': 0 },
    writesFrozen: true,
  },
  maxKeyAgeMs: 90 * 86_400_000,
  lastRun: { startedAtMs: Date.parse('2026-11-24T01:50:00Z'), result: 'stopped-resumable' },
  unfinishedRun: true,
};

const UNREACHED: ClusterMetrics = { ...WHOLE, seen: undefined, lastRun: undefined, unfinishedRun: false };

/** The values by name and labels. A line that the text format does not allow is an error. */
function parsed(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  const described = new Set<string>();
  let typed: string | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const [, help] = /^# HELP ([a-z][a-z_]*) \S.*$/.exec(line) ?? [];
    const [, type] = /^# TYPE ([a-z][a-z_]*) gauge$/.exec(line) ?? [];
    const [, name, labels] =
      /^([a-z][a-z_]*)\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\} -?\d+(?:\.\d+)?$/.exec(line) ?? [];
    if (help !== undefined) {
      if (described.has(help)) throw new Error(`described twice: ${help}`);
      described.add(help);
    } else if (type === undefined) {
      if (name === undefined || name !== typed) throw new Error(`not of the family ${String(typed)}: ${line}`);
      const series = `${name}{${String(labels)}}`;
      if (values.has(series)) throw new Error(`twice: ${series}`);
      values.set(series, Number(line.slice(line.lastIndexOf(' ') + 1)));
    } else {
      if (!described.has(type)) throw new Error(`no help: ${type}`);
      typed = type;
    }
  }
  if (!text.endsWith('\n')) throw new Error('no line feed at the end');
  return values;
}

const CLUSTER = String.raw`cluster="prod \"eu\"\\1"`;
const KEY = 'key="aescbckey-2026-11-24T02:00:00Z"';

describe('the metrics of a cluster', () => {
  it.for([
    [`keyturn_info{${CLUSTER},version="0.1.0"}`, 1],
    [`keyturn_look_timestamp_seconds{${CLUSTER}}`, NOW / 1_000],
    [`keyturn_look_success{${CLUSTER}}`, 1],
    [`keyturn_key_age_seconds{${CLUSTER},${KEY}}`, 4 * 86_400],
    [`keyturn_key_due_timestamp_seconds{${CLUSTER},${KEY}}`, NOW / 1_000 + 86 * 86_400],
    [`keyturn_secrets{${CLUSTER},key="aescbc/aescbckey-2026-11-24T02:00:00Z"}`, 2_200],
    [`keyturn_secrets{${CLUSTER},key="aescbc/aescbckey"}`, 0],
    [`keyturn_writes_frozen{${CLUSTER}}`, 1],
    [`keyturn_unfinished_run{${CLUSTER}}`, 1],
    [`keyturn_last_run_start_timestamp_seconds{${CLUSTER}}`, Date.parse('2026-11-24T01:50:00Z') / 1_000],
    [`keyturn_last_run_result{${CLUSTER},result="stopped-resumable"}`, 1],
    [`keyturn_last_run_result{${CLUSTER},result="done"}`, 0],
  ] as const)('given a cluster in trouble, %s is %d', ([series, value], { expect }) => {
    expect(parsed(metricsText(WHOLE)).get(series)).toBe(value);
  });

  it('given servers that could not be asked, what is unknown is absent and not zero', ({ expect }) => {
    expect([...parsed(metricsText(UNREACHED)).keys()].map((series) => series.replace(/\{.*/, ''))).toEqual([
      'keyturn_info',
      'keyturn_look_timestamp_seconds',
      'keyturn_look_success',
      'keyturn_unfinished_run',
    ]);
  });

  it('given a key without a date, it has no age', ({ expect }) => {
    const { seen } = WHOLE;
    if (seen === undefined) throw new Error('the sample has no look');
    const text = metricsText({ ...WHOLE, seen: { ...seen, createdAtMs: undefined } });
    expect(text).not.toContain('keyturn_key_age_seconds');
    expect(text).not.toContain('keyturn_key_due_timestamp_seconds');
  });
});

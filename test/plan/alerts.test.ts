import { describe, it } from 'vitest';
import type { AlertsAnswer } from '../../src/model/alerts.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { AlertFilter } from '../../src/model/automation.ts';
import { alertQuery, heldByAlerts, judgeAlerts, readAlerts } from '../../src/plan/alerts.ts';
import { alertChecks } from '../../src/plan/checks/alerts.ts';
import { SAMPLE_FACTS } from '../support/sample-facts.ts';

const ALL: AlertFilter = { only: undefined, ignore: undefined, labels: {}, watchdog: undefined };
const FIRING = 'alertstate="firing"';

describe('the question to Prometheus', () => {
  it.for<readonly [string, Partial<AlertFilter>, string]>([
    ['no filter', {}, `count by (alertname, severity) (ALERTS{${FIRING}})`],
    [
      'names that count and names that do not',
      { only: 'Etcd.*', ignore: 'Watchdog|Info.*' },
      `count by (alertname, severity) (ALERTS{${FIRING}, alertname=~"Etcd.*", alertname!~"Watchdog|Info.*"})`,
    ],
    [
      'quotes and backslashes, which stay a part of the expression',
      { ignore: String.raw`A\d"} or vector(0)` },
      `count by (alertname, severity) (ALERTS{${FIRING}, alertname!~"A\\\\d\\"} or vector(0)"})`,
    ],
    [
      'an alert that must fire, and a label',
      { watchdog: 'Watchdog', labels: { cluster: 'prod' } },
      `count by (alertname, severity) (ALERTS{${FIRING}, cluster="prod"}) or count by (alertname, severity) (ALERTS{${FIRING}, alertname="Watchdog", cluster="prod"})`,
    ],
  ])('given %s, is one expression', ([, filter, query], { expect }) => {
    expect(alertQuery({ ...ALL, ...filter })).toBe(query);
  });
});

/** A successful answer with these series. */
function answerWith(...series: readonly (readonly [name: string, severity: string | undefined, count: string])[]) {
  const result = series.map(([alertname, severity, count]) => ({ metric: { alertname, severity }, value: [1, count] }));
  return { status: 'success', data: { resultType: 'vector', result } };
}

describe('the answer of Prometheus', () => {
  it.for<readonly [string, number, unknown, string | undefined, AlertsAnswer]>([
    ['no series', 200, answerWith(), undefined, { kind: 'asked', firing: [] }],
    [
      'two alerts',
      200,
      answerWith(['KubePodCrashLooping', 'warning', '12'], ['EtcdDown', undefined, '1']),
      undefined,
      {
        kind: 'asked',
        firing: [
          { name: 'EtcdDown', severity: undefined, count: 1 },
          { name: 'KubePodCrashLooping', severity: 'warning', count: 12 },
        ],
      },
    ],
    [
      'an alert that must fire, and does',
      200,
      answerWith(['Watchdog', 'none', '1']),
      'Watchdog',
      { kind: 'asked', firing: [] },
    ],
    [
      'an alert that must fire, and does not',
      200,
      answerWith(),
      'Watchdog',
      { kind: 'unasked', reason: 'Watchdog does not fire, which always does' },
    ],
    [
      'an expression that Prometheus cannot read',
      400,
      { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query"' },
      undefined,
      { kind: 'unasked', reason: 'bad_data: invalid parameter "query"' },
    ],
    [
      'an answer without a part of the data',
      200,
      { ...answerWith(), warnings: ['store 10.0.0.9 is down'] },
      undefined,
      { kind: 'unasked', reason: 'incomplete: store 10.0.0.9 is down' },
    ],
    ['a page of a proxy', 502, '<html>', undefined, { kind: 'unasked', reason: 'status 502' }],
    ['a page of another program', 200, '<html>', undefined, { kind: 'unasked', reason: 'not an answer of Prometheus' }],
    [
      'a matrix',
      200,
      { status: 'success', data: { resultType: 'matrix', result: [] } },
      undefined,
      { kind: 'unasked', reason: 'not an answer of Prometheus' },
    ],
    [
      'a series without a name',
      200,
      { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: [1, '1'] }] } },
      undefined,
      { kind: 'unasked', reason: 'not an answer of Prometheus' },
    ],
  ])('given %s, is read as that, and never as silence', ([, status, document, watchdog, read], { expect }) => {
    const body = typeof document === 'string' ? document : JSON.stringify(document);
    expect(readAlerts({ status, body }, { watchdog })).toEqual(read);
  });
});

const TWELVE: AlertsAnswer = {
  kind: 'asked',
  firing: Array.from({ length: 12 }, (_, index) => ({ name: `A${index}`, severity: 'critical', count: 1 })),
};

describe('what follows from alerts', () => {
  it.for<readonly [string, AlertsAnswer | undefined, string, readonly string[]]>([
    ['nobody to ask', undefined, 'holds', []],
    ['silence', { kind: 'asked', firing: [] }, 'holds', []],
    [
      'an alert',
      { kind: 'asked', firing: [{ name: 'EtcdDown', severity: 'critical', count: 2 }] },
      'not-yet',
      ['alert=EtcdDown'],
    ],
    ['no answer', { kind: 'unasked', reason: 'ECONNREFUSED' }, 'not-yet', ['prometheus: ECONNREFUSED']],
  ])('given %s, the gate before a restart holds or waits', ([, answer, kind, observed], { expect }) => {
    expect(judgeAlerts(answer)).toEqual(kind === 'holds' ? { kind } : { kind, observed });
  });

  it.for<readonly [string, AlertsAnswer | undefined, readonly string[]]>([
    ['nobody to ask', undefined, []],
    ['silence', { kind: 'asked', firing: [] }, ['pass prometheus-answers', 'pass no-alert-fires']],
    ['no answer', { kind: 'unasked', reason: 'ECONNREFUSED' }, ['refuse prometheus-answers ECONNREFUSED']],
  ])('given %s, the checks of a plan say so', ([, alerts, wanted], { expect }) => {
    const checks = alertChecks.flatMap((check) => check({ facts: { ...SAMPLE_FACTS.three, alerts } }));
    expect(checks.map(({ verdict, id, evidence }) => [verdict, id, ...evidence].join(' '))).toEqual(wanted);
  });

  it('given twelve alerts, ten are named and the others counted', ({ expect }) => {
    const checks = alertChecks.flatMap((check) => check({ facts: { ...SAMPLE_FACTS.three, alerts: TWELVE } }));
    const refused = checks.filter(({ verdict }) => verdict === 'refuse');
    expect(refused.length).toBe(11);
    expect(refused.at(-1)?.evidence).toEqual(['more=2']);
  });
});

describe('a restart that was held back', () => {
  const timedOut = (observed: readonly string[]): Failure => ({
    kind: 'gate-timed-out',
    server: 's1',
    gate: 'cluster',
    waitedMs: 600_000,
    observed,
  });

  it.for<readonly [string, readonly string[], object]>([
    [
      'alerts alone',
      ['alert=A', 'alert=B'],
      { kind: 'alerts-hold', server: 's2', alerts: ['A', 'B'], unasked: undefined },
    ],
    ['silence alone', ['prometheus: ECONNREFUSED'], { kind: 'alerts-hold', alerts: [], unasked: 'ECONNREFUSED' }],
    ['a sick server beside an alert', ['alert=A', 's3: Ready=false'], { kind: 'gate-timed-out', server: 's1' }],
    ['a sick server', ['s3: Ready=false'], { kind: 'gate-timed-out', server: 's1' }],
  ])('given %s, the failure is that of what has to be seen to', ([, observed, failure], { expect }) => {
    expect(heldByAlerts(timedOut(observed), 's2')).toMatchObject(failure);
  });
});

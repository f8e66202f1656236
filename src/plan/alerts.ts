// The question to Prometheus, and how its answer is read. Prometheus matches the names itself, because its expressions
// (RE2) take linear time and are those that alerts and silences are written with. No expression of the operator runs here.
import * as z from 'zod';
import type { AlertsAnswer, FiringAlerts } from '../model/alerts.ts';
import type { AlertFilter } from '../model/automation.ts';
import type { Failure } from '../model/failure.ts';
import { HOLDS, type Look } from '../model/step.ts';

/** How many names one look shows. */
const MOST_SHOWN = 10;
const MOST_CHARACTERS = 200;
/** How observations of a look begin. */
const ALERT = 'alert=';
const SILENCE = 'prometheus: ';

/**
 * The PromQL expression. `ALERTS` is the series that Prometheus keeps for each alert. The counts keep the answer small
 * where an alert fires for a thousand pods.
 */
export function alertQuery({ only, ignore, labels, watchdog }: AlertFilter): string {
  const own = Object.entries(labels).map(([name, value]) => `${name}=${quoted(value)}`);
  const counted = (matchers: readonly string[]): string =>
    `count by (alertname, severity) (ALERTS{${['alertstate="firing"', ...matchers, ...own].join(', ')}})`;
  const wanted = counted([
    ...(only === undefined ? [] : [`alertname=~${quoted(only)}`]),
    ...(ignore === undefined ? [] : [`alertname!~${quoted(ignore)}`]),
  ]);
  return watchdog === undefined ? wanted : `${wanted} or ${counted([`alertname=${quoted(watchdog)}`])}`;
}

/** A string of PromQL. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
}

const Answer = z.object({
  status: z.literal('success'),
  warnings: z.array(z.string()).optional(),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(
      z.object({
        metric: z.object({ alertname: z.string(), severity: z.string().optional() }),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

const Refusal = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/** Reads an HTTP answer. Whatever is not a whole and unqualified success is `unasked`. */
export function readAlerts(
  answer: { readonly status: number; readonly body: string },
  { watchdog }: Pick<AlertFilter, 'watchdog'>,
): AlertsAnswer {
  const document = parsed(answer.body);
  const refusal = Refusal.safeParse(document);
  if (refusal.success) return unasked(`${refusal.data.errorType}: ${refusal.data.error}`);
  if (answer.status !== 200) return unasked(`status ${answer.status}`);
  const read = Answer.safeParse(document);
  if (!read.success) return unasked('not an answer of Prometheus');
  // Prometheus and Thanos warn where a part of the data could not be read, and answer with the rest.
  const [warning] = read.data.warnings ?? [];
  if (warning !== undefined) return unasked(`incomplete: ${warning}`);
  const all = read.data.data.result.map(({ metric, value: [, count] }): FiringAlerts => ({
    name: metric.alertname,
    severity: metric.severity,
    count: Number(count),
  }));
  if (watchdog !== undefined && all.every(({ name }) => name !== watchdog))
    return unasked(`${watchdog} does not fire, which always does`);
  return { kind: 'asked', firing: all.filter(({ name }) => name !== watchdog).toSorted(byName) };
}

function unasked(reason: string): AlertsAnswer {
  return { kind: 'unasked', reason: reason.slice(0, MOST_CHARACTERS) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function byName(one: FiringAlerts, other: FiringAlerts): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  return (one.severity ?? '') < (other.severity ?? '') ? -1 : 1;
}

/** The alerts as observations, one list for each, and at the end how many more there are. */
export function alertObservations(firing: readonly FiringAlerts[]): readonly (readonly string[])[] {
  const shown = firing
    .slice(0, MOST_SHOWN)
    .map(({ name, severity, count }) => [
      `${ALERT}${name.slice(0, MOST_CHARACTERS)}`,
      ...(severity === undefined ? [] : [`severity=${severity.slice(0, MOST_CHARACTERS)}`]),
      ...(count === 1 ? [] : [`times=${count}`]),
    ]);
  return firing.length <= MOST_SHOWN ? shown : [...shown, [`more=${firing.length - MOST_SHOWN}`]];
}

/** No alert fires, and that was answered. Without a gate nothing is asked. */
export function judgeAlerts(answer: AlertsAnswer | undefined): Look<undefined> {
  if (answer === undefined) return HOLDS;
  if (answer.kind === 'unasked') return { kind: 'not-yet', observed: [`${SILENCE}${answer.reason}`] };
  if (answer.firing.length === 0) return HOLDS;
  const names = [...new Set(answer.firing.map(({ name }) => name.slice(0, MOST_CHARACTERS)))];
  return { kind: 'not-yet', observed: names.slice(0, MOST_SHOWN).map((name) => `${ALERT}${name}`) };
}

/**
 * What to say of a look at the whole cluster that nothing but alerts kept from holding. Any other failure is as it was,
 * because a sick server comes first.
 */
export function heldByAlerts(failure: Failure, server: string): Failure {
  if (failure.kind !== 'gate-timed-out' || failure.gate !== 'cluster') return failure;
  const { observed, waitedMs } = failure;
  const alerts = observed.filter((seen) => seen.startsWith(ALERT));
  const silence = observed.find((seen) => seen.startsWith(SILENCE));
  const ofAlerts = alerts.length + (silence === undefined ? 0 : 1);
  if (ofAlerts === 0 || ofAlerts < observed.length) return failure;
  return {
    kind: 'alerts-hold',
    server,
    waitedMs,
    alerts: alerts.map((seen) => seen.slice(ALERT.length)),
    unasked: silence?.slice(SILENCE.length),
  };
}

import { EXIT_CODES } from '../model/outcome.ts';

/** What the metrics of one cluster are made from. Times are ms since the epoch. */
export interface ClusterMetrics {
  readonly cluster: string;
  readonly version: string;
  readonly nowMs: number;
  /** Absent where the servers could not be asked. */
  readonly seen:
    | {
        readonly key: string | undefined;
        readonly createdAtMs: number | undefined;
        /** Secrets per key name. `undefined` without a count. */
        readonly secrets: Readonly<Record<string, number>> | undefined;
        readonly writesFrozen: boolean;
      }
    | undefined;
  /** The age at which a key is due. */
  readonly maxKeyAgeMs: number | undefined;
  /** The newest run on this machine that began. */
  readonly lastRun: { readonly startedAtMs: number | undefined; readonly result: string } | undefined;
  readonly unfinishedRun: boolean;
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Results of a run that are no outcome of a command. */
const OTHER_RESULTS = ['unfinished', 'running', 'unreadable', 'given-up'];

/**
 * The text format of Prometheus, for the textfile collector of node_exporter. A family without a sample is left out, so
 * that an unknown value is absent and never zero. Ends with a line feed.
 */
export function metricsText(metrics: ClusterMetrics): string {
  return familiesOf(metrics)
    .filter(({ samples }) => samples.length > 0)
    .map(familyText)
    .join('');
}

function familiesOf(metrics: ClusterMetrics): readonly Family[] {
  const { cluster, nowMs, seen, maxKeyAgeMs, lastRun } = metrics;
  const one = (value: number | undefined, more: Sample['labels'] = {}): readonly Sample[] =>
    value === undefined ? [] : [{ labels: { cluster, ...more }, value }];
  const { key, createdAtMs } = seen ?? {};
  const named = key === undefined ? {} : { key };
  return [
    {
      name: 'keyturn_info',
      help: 'The version of keyturn that wrote these metrics.',
      samples: one(1, { version: metrics.version }),
    },
    {
      name: 'keyturn_look_timestamp_seconds',
      help: 'When keyturn last looked at the cluster.',
      samples: one(seconds(nowMs)),
    },
    {
      name: 'keyturn_look_success',
      help: 'Whether the servers answered at that time.',
      samples: one(seen === undefined ? 0 : 1),
    },
    {
      name: 'keyturn_key_age_seconds',
      help: 'Age of the key that new Secrets are encrypted with; absent where the key carries no date.',
      samples: one(createdAtMs === undefined ? undefined : seconds(Math.max(0, nowMs - createdAtMs)), named),
    },
    {
      name: 'keyturn_key_due_timestamp_seconds',
      help: 'When the key reaches the age at which it is to be rotated.',
      samples: one(
        createdAtMs === undefined || maxKeyAgeMs === undefined ? undefined : seconds(createdAtMs + maxKeyAgeMs),
        named,
      ),
    },
    {
      name: 'keyturn_secrets',
      help: 'Number of Secrets in the datastore under each key.',
      samples: Object.entries(seen?.secrets ?? {}).flatMap(([label, count]) => one(count, { key: label })),
    },
    {
      name: 'keyturn_writes_frozen',
      help: 'Whether writes of Secrets are refused by keyturn.',
      samples: seen === undefined ? [] : one(seen.writesFrozen ? 1 : 0),
    },
    {
      name: 'keyturn_unfinished_run',
      help: 'Whether a run on this machine has to be resumed.',
      samples: one(metrics.unfinishedRun ? 1 : 0),
    },
    {
      name: 'keyturn_last_run_start_timestamp_seconds',
      help: 'When the last run on this machine began.',
      samples: one(lastRun?.startedAtMs === undefined ? undefined : seconds(lastRun.startedAtMs)),
    },
    {
      name: 'keyturn_last_run_result',
      help: 'How the last run on this machine ended: 1 for its result, 0 for every other.',
      samples:
        lastRun === undefined
          ? []
          : [...new Set([...Object.keys(EXIT_CODES), ...OTHER_RESULTS, lastRun.result])].flatMap((result) =>
              one(result === lastRun.result ? 1 : 0, { result }),
            ),
    },
  ];
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}

function familyText({ name, help, samples }: Family): string {
  const lines = samples.map(({ labels, value }) => `${name}{${labelsText(labels)}} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ''].join('\n');
}

function labelsText(labels: Sample['labels']): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${escaped(value)}"`)
    .join(',');
}

/** Backslash, quote and line feed, by the text format. */
function escaped(value: string): string {
  return value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}

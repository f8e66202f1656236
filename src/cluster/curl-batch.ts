import type { StepContext } from '../model/clock.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { commandFailureOf } from '../remote/command-failure.ts';
import { quoteArgv } from '../remote/quoting.ts';
import type { Runner } from '../remote/runner.ts';
import { apiserverCredentials, CURL } from './http.ts';
import type { SecretName } from './key-prefix.ts';
import type { ApiserverTarget } from './target.ts';

/**
 * One request per Secret, many in one curl process. Bodies stay on the server, and only statuses travel (measured.md
 * 5).
 */
export interface Batch {
  readonly name: string;
  readonly method: 'GET' | 'PATCH';
  /** Without the question mark. */
  readonly query?: string;
  readonly headers: readonly string[];
  readonly body?: string;
  readonly parallel: number;
  readonly mutates: boolean;
}

export interface BatchAnswer {
  readonly secret: SecretName;
  /** HTTP status, or 0 without an answer. */
  readonly status: number;
}

const BATCH_SIZE = 250;
const BATCH_TIMEOUT_MS = 120_000;

/**
 * Statuses of a request that may succeed later, because of no answer, a conflict, too many requests, or an apiserver
 * that is not ready.
 */
const PASSING = new Set([0, 409, 429, 500, 502, 503, 504]);

/** Like `requestEach`, with a second attempt for every request that may then succeed. */
export async function requestEachTwice(
  context: StepContext,
  where: { readonly runner: Runner; readonly target: ApiserverTarget },
  secrets: readonly SecretName[],
  options: { readonly batch: Batch; readonly onProgress?: (count: number) => void },
): Promise<Answer<readonly BatchAnswer[]>> {
  const first = await requestEach(context, where, secrets, options);
  if (!first.ok) return first;
  const again = first.value.filter(({ status }) => PASSING.has(status)).map(({ secret }) => secret);
  const second = await requestEach(context, where, again, { batch: options.batch });
  if (!second.ok) return second;
  return success([...first.value.filter(({ status }) => !PASSING.has(status)), ...second.value]);
}

/** Sends a request for every Secret of the list, in batches. `onProgress` receives the number of requests so far. */
async function requestEach(
  context: StepContext,
  where: { readonly runner: Runner; readonly target: ApiserverTarget },
  secrets: readonly SecretName[],
  options: { readonly batch: Batch; readonly onProgress?: (count: number) => void },
): Promise<Answer<readonly BatchAnswer[]>> {
  const answers: BatchAnswer[] = [];
  for (let start = 0; start < secrets.length; start += BATCH_SIZE) {
    const part = secrets.slice(start, start + BATCH_SIZE);
    const answered = await requestPart(context, where, part, options.batch);
    if (!answered.ok) return answered;
    answers.push(...answered.value);
    options.onProgress?.(answers.length);
  }
  return success(answers);
}

async function requestPart(
  context: StepContext,
  { runner, target }: { readonly runner: Runner; readonly target: ApiserverTarget },
  secrets: readonly SecretName[],
  batch: Batch,
): Promise<Answer<readonly BatchAnswer[]>> {
  const argv = [
    ...CURL,
    ...apiserverCredentials(target),
    '--parallel',
    '--parallel-max',
    String(batch.parallel),
    '--config',
    '-',
  ];
  const ran = await runner.run(context, {
    name: batch.name,
    // The statuses show single failed requests. curl's own exit code may come from any request.
    body: { script: `${quoteArgv(argv)} || true` },
    privileged: true,
    mutates: batch.mutates,
    stdin: secrets.map((secret, index) => configOf(target, secret, index, batch)).join('next\n'),
    timeoutMs: BATCH_TIMEOUT_MS,
  });
  if (!ran.ok) return ran;
  // The script itself always exits with 0.
  const notRun = commandFailureOf(ran.value, runner.user);
  if (notRun !== undefined) return failed(notRun);
  const statuses = new Map<number, number>();
  for (const [, index, status] of ran.value.stdout.matchAll(/^(\d+) (\d{3})$/gm))
    statuses.set(Number(index), Number(status));
  return success(secrets.map((secret, index) => ({ secret, status: statuses.get(index) ?? 0 })));
}

function configOf(target: ApiserverTarget, { namespace, name }: SecretName, index: number, batch: Batch): string {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
  const lines = [
    `url = "${target.url}${path}${batch.query === undefined ? '' : `?${batch.query}`}"`,
    'output = "/dev/null"',
    `write-out = "${index} %{http_code}\\n"`,
    'max-time = 30',
    // As a command-line option `noproxy` would apply to the first request only.
    'noproxy = "*"',
    ...apiserverConfig(target),
    ...batch.headers.map((header) => `header = "${header}"`),
    ...(batch.method === 'GET' ? [] : [`request = "${batch.method}"`]),
    ...(batch.body === undefined ? [] : [`data = "${batch.body}"`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Credentials apply to one request of a config only, so each request gets its own (`next` resets them). */
function apiserverConfig(target: ApiserverTarget): readonly string[] {
  const words = apiserverCredentials(target);
  return [0, 2, 4].map((index) => `${words[index]?.slice(2)} = "${words[index + 1]}"`);
}

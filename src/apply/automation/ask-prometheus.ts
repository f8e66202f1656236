import { readFile } from 'node:fs/promises';
import { request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import type { AlertsAnswer } from '../../model/alerts.ts';
import type { AlertGate } from '../../model/automation.ts';
import { codeOf } from '../../model/error-words.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { alertQuery, readAlerts } from '../../plan/alerts.ts';
import { readSecret } from './secret-source.ts';

/** An answer has a line for each name of an alert. */
const MOST_BYTES = 1_048_576;

interface Asking {
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Asks the Prometheus of a cluster. `undefined` where the cluster has none. */
export type AskAlerts = (signal: AbortSignal) => Promise<AlertsAnswer | undefined>;

/** The question of a cluster. */
export function alertQuestion(gate: AlertGate | undefined, environment: NodeJS.ProcessEnv): AskAlerts {
  return async (signal) => (gate === undefined ? undefined : askPrometheus(gate, { environment, signal }));
}

/**
 * Asks once. Whatever goes wrong is `unasked` with a reason without the token: a refused connection, a certificate, a
 * redirection, an answer that is late, too large, incomplete or of another program.
 */
export async function askPrometheus(gate: AlertGate, { environment, signal }: Asking): Promise<AlertsAnswer> {
  const token = await readSecret(gate.token, environment);
  if (!token.ok) return { kind: 'unasked', reason: token.failure };
  const ca = await readAuthorities(gate.caFile);
  if (!ca.ok) return { kind: 'unasked', reason: ca.failure };
  const late = AbortSignal.timeout(gate.deadlineMs);
  try {
    const answer = await get(queryUrl(gate), {
      headers: {
        accept: 'application/json',
        'user-agent': 'keyturn',
        ...(token.value === undefined ? {} : { authorization: `Bearer ${token.value}` }),
      },
      signal: AbortSignal.any([signal, late]),
      // A connection that was kept may have died meanwhile.
      agent: false,
      ...(ca.value === undefined ? {} : { ca: ca.value }),
    });
    return readAlerts(answer, gate);
  } catch (error) {
    return { kind: 'unasked', reason: late.aborted ? 'no answer in time' : reasonOf(error) };
  }
}

function queryUrl(gate: AlertGate): URL {
  const url = new URL(gate.prometheus);
  url.pathname = `${url.pathname}${url.pathname.endsWith('/') ? '' : '/'}api/v1/query`;
  url.search = new URLSearchParams({ query: alertQuery(gate) }).toString();
  return url;
}

async function readAuthorities(file: string | undefined): Promise<Result<string | undefined, string>> {
  if (file === undefined) return success(undefined);
  try {
    return success(await readFile(file, 'utf8'));
  } catch (error) {
    return failed(`${file}: ${codeOf(error)}`);
  }
}

interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

class TooLarge extends Error {}

/** Redirections are not followed, because a token must not follow to another host. */
function get(url: URL, options: Parameters<typeof requestSecurely>[1]): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestSecurely : requestPlainly;
    const request = send(url, options, (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > MOST_BYTES) request.destroy(new TooLarge());
        else parts.push(part);
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
    request.end();
  });
}

function reasonOf(error: unknown): string {
  return error instanceof TooLarge ? 'the answer is larger than 1 MiB' : codeOf(error);
}

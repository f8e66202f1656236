import { setImmediate } from 'node:timers/promises';

import type { StepContext } from '../model/clock.ts';
import type { TlsFiles } from '../model/datastore.ts';
import type { CommandFailure } from '../model/failures/host.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { JSON_BYTES } from '../remote/answer-bounds.ts';
import { commandFailureOf, outOfBounds, unexpectedOutput } from '../remote/command-failure.ts';
import type { CommandResult } from '../remote/command-result.ts';
import { quoteArgv } from '../remote/quoting.ts';
import { readJson } from '../remote/read-json.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { refusedWith } from './http-error.ts';
import type { ApiserverTarget, EtcdTarget } from './target.ts';

/** One HTTP request, made by curl on the server itself, where keys and tokens stay. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  /** The longest answer. The default is `JSON_BYTES`. */
  readonly mostBytes?: number;
}

/** An answer with any status. `status` 0 means no answer, and the body is then curl's error. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Limit for one request and its answer, s. */
export const MAX_TIME_SECONDS = 20;
/** curl could not connect, or the connection broke, so nothing answers there now. */
const NOBODY_ANSWERS = new Set([7, 28, 35, 52, 56]);

/** Longer answers are worked on in parts. */
const PART_CHARACTERS = 1024 * 1024;

/** Makes curl print the status on a line of its own, after the body. */
const STATUS_LINE = '\\n%{http_code}';

/** Arguments that make curl present root's client certificate to an apiserver. */
export function apiserverCredentials({ dataDir }: ApiserverTarget): readonly string[] {
  const tls = `${dataDir}/server/tls`;
  return ['--cacert', `${tls}/server-ca.crt`, '--cert', `${tls}/client-admin.crt`, '--key', `${tls}/client-admin.key`];
}

/** Arguments that make curl present a client certificate, for the files given. */
export function tlsArgv({ ca, cert, key }: TlsFiles): readonly string[] {
  return [
    ...(ca === undefined ? [] : ['--cacert', ca]),
    ...(cert === undefined ? [] : ['--cert', cert]),
    ...(key === undefined ? [] : ['--key', key]),
  ];
}

/**
 * First words of every call. The server talks to itself. No proxy of root's environment and no .curlrc may intervene
 * and see the answers. `-q` counts only as the first argument.
 */
export const CURL: readonly string[] = ['curl', '-q', '--noproxy', '*', '-sS'];

/** Words of one curl call. */
export function curlArgv(credentials: readonly string[], url: string, request: HttpRequest): readonly string[] {
  return [
    ...CURL,
    '--max-time',
    String(MAX_TIME_SECONDS),
    ...credentials,
    ...(request.method === 'GET' ? [] : ['-X', request.method]),
    ...(request.headers ?? []).flatMap((header) => ['-H', header]),
    ...(request.body === undefined ? [] : ['--data-binary', request.body]),
    `${url}${request.path}`,
  ];
}

/** The command of one request to an apiserver. Its output is the body, then the status on a line of its own. */
export function apiserverCommand(name: string, target: ApiserverTarget, request: HttpRequest): RemoteCommand {
  const argv = [...curlArgv(apiserverCredentials(target), target.url, request), '-w', STATUS_LINE];
  return {
    name,
    body: { argv },
    privileged: true,
    mutates: request.method !== 'GET',
    maxStdoutBytes: request.mostBytes ?? JSON_BYTES,
    isOneLine: true,
  };
}

/**
 * A read-only request whose answer is filtered on the host, so only a few lines travel. The filter must keep the status
 * line.
 */
export function filteredApiserverCommand(
  name: string,
  target: ApiserverTarget,
  options: { readonly path: string; readonly filter: string },
): RemoteCommand {
  const argv = curlArgv(apiserverCredentials(target), target.url, { method: 'GET', path: options.path });
  const curl = quoteArgv([...argv, '-w', STATUS_LINE]);
  return { name, body: { script: `${curl} | ${options.filter}` }, privileged: true, mutates: false };
}

/** The command of one read-only question to etcd's JSON gateway. */
export function etcdCommand(
  name: string,
  target: EtcdTarget,
  question: { readonly path: string; readonly body?: object },
): RemoteCommand {
  const request: HttpRequest =
    question.body === undefined
      ? { method: 'GET', path: question.path }
      : { method: 'POST', path: question.path, body: JSON.stringify(question.body) };
  const argv = [...curlArgv(tlsArgv(target.tls), target.url, request), '-w', STATUS_LINE];
  return { name, body: { argv }, privileged: true, mutates: false, isOneLine: true };
}

/**
 * Why a pipeline could not run, because of the link, the time, or sudo. The pipeline's exit code is the filter's and
 * shows nothing about curl. With `undefined` the caller must read the output.
 */
export function pipelineFailureOf(result: CommandResult, user: string): CommandFailure | undefined {
  const failure = commandFailureOf(result, user);
  return failure?.kind === 'command-failed' && failure.signal === undefined ? undefined : failure;
}

/**
 * Sends a request. An apiserver without an answer gives status 0 instead of a failure, because the apiserver may be
 * restarting.
 */
export async function send(context: StepContext, runner: Runner, command: RemoteCommand): Promise<Answer<HttpAnswer>> {
  const ran = await runner.run(context, command);
  if (!ran.ok) return ran;
  const { ending, stdout, stderr } = ran.value;
  if (ending.kind === 'exited' && NOBODY_ANSWERS.has(ending.exitCode)) return success({ status: 0, body: stderr });
  const failure = commandFailureOf(ran.value, runner.user);
  if (failure !== undefined) return failed(failure);
  const cut = stdout.lastIndexOf('\n');
  const status = Number(stdout.slice(cut + 1).trim());
  if (!Number.isInteger(status)) {
    return unexpectedOutput(runner, command, { expected: 'HTTP status', raw: stdout.slice(-200) });
  }
  return success({ status, body: stdout.slice(0, Math.max(cut, 0)) });
}

/** Sends a request and reads the JSON body of a 2xx answer. Any other answer is `http-error`. */
export async function sendForJson(
  context: StepContext,
  runner: Runner,
  command: RemoteCommand,
): Promise<Answer<unknown>> {
  const answer = await send(context, runner, command);
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status < 200 || status > 299) return refusedWith(runner, command.name, answer.value);
  // A signal is heard between two parts of the work on a long answer.
  if (body.length > PART_CHARACTERS) await setImmediate();
  return parseJson(runner, command, body);
}

/** Reads JSON. Fails with `unexpected-output`, or with `answer-out-of-bounds` before too much of it was read. */
export function parseJson(runner: Runner, command: RemoteCommand, text: string): Answer<unknown> {
  const read = readJson(text);
  if (read.ok) return read;
  if (read.failure !== 'malformed') return outOfBounds(runner, command, read.failure);
  return unexpectedOutput(runner, command, { expected: 'JSON', raw: text.slice(0, 500) });
}

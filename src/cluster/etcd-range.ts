import type { StepContext } from '../model/clock.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { quoteArgv } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { httpError } from './http-error.ts';
import { curlArgv, pipelineFailureOf, tlsArgv } from './http.ts';
import { PREFIX_BASE64_LENGTH } from './key-prefix.ts';
import { isComplete, MOST_ENTRIES, type RangePage, type RangeQuestion } from './range-page.ts';
import type { EtcdTarget } from './target.ts';

/**
 * An entry has at most about 600 characters, for the key (a namespace of 63 and a name of 253 characters, in base64),
 * the cut value and the quotes.
 */
const MOST_OUTPUT_BYTES = MOST_ENTRIES * 1_000;

/**
 * One page of Secrets, read on the host. `grep` cuts every value on the host, and keeps the header and the end of the
 * answer. If a page's count of entries does not fit, the answer was cut elsewhere.
 */
export function rangeCommand(target: EtcdTarget, question: RangeQuestion): RemoteCommand {
  const body = JSON.stringify({
    key: base64(question.from),
    ...(question.to === undefined ? {} : { range_end: base64(question.to) }),
    limit: String(question.limit),
    ...(question.revision === undefined ? {} : { revision: question.revision }),
    ...(question.keysOnly ? { keys_only: true } : {}),
  });
  const argv = curlArgv(tlsArgv(target.tls), target.url, { method: 'POST', path: '/v3/kv/range', body });
  // Long counted repetitions make grep several times slower. Only the value is cut, because the value must not leave
  // the host.
  const pattern = `"(key|revision|count|error|message)":"[^"]*|"value":"[^"]{0,${PREFIX_BASE64_LENGTH}}|"more":true`;
  return {
    name: 'etcd range',
    body: { script: `${quoteArgv(argv)} | grep -oE ${quoteArgv([pattern])}` },
    privileged: true,
    mutates: false,
    maxStdoutBytes: MOST_OUTPUT_BYTES,
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Reads a page. Fails with `http-error` when etcd refused (for example a compacted revision). */
export async function readEtcdRange(
  context: StepContext,
  runner: Runner,
  target: EtcdTarget,
  question: RangeQuestion,
): Promise<Answer<RangePage>> {
  const command = rangeCommand(target, question);
  const ran = await runner.run(context, command);
  if (!ran.ok) return ran;
  const notRun = pipelineFailureOf(ran.value, runner.user);
  if (notRun !== undefined) return failed(notRun);
  const { stdout, stderr, droppedBytes } = ran.value;
  const page = droppedBytes === 0 ? parseRange(stdout) : 'too long';
  if (typeof page !== 'string') return success(page);
  const message = page === 'refused' ? /"(?:error|message)":"([^"\n]*)/.exec(stdout)?.[1] : `${page} ${stderr.trim()}`;
  return httpError(runner, command.name, { status: 0, message: (message ?? page).slice(0, 300) });
}

/** Reads the filter's output, in the order of the answer. */
export function parseRange(stdout: string): RangePage | 'refused' | 'incomplete' {
  const entries: { key: string; value: string }[] = [];
  let [revision, count, more] = ['', 0, false];
  for (const line of stdout.split('\n')) {
    const [, name, text = ''] = /^"(\w+)":"?([^"]*)/.exec(line) ?? [];
    if (name === 'error' || name === 'message') return 'refused';
    if (name === 'key') entries.push({ key: text, value: '' });
    if (name === 'value') {
      const last = entries.at(-1);
      if (last !== undefined) last.value = text;
    }
    if (name === 'revision') revision = text;
    if (name === 'count') count = Number(text);
    if (name === 'more') more = true;
  }
  // `count` comes last and is absent only when zero. An answer with entries and no count was therefore cut.
  const page = { entries, revision, count, more };
  return isComplete(page) ? page : 'incomplete';
}

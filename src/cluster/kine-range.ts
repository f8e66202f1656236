import type { StepContext } from '../model/clock.ts';
import type { Answer } from '../model/result.ts';
import type { Runner } from '../remote/runner.ts';
import { askGrpc, readAnswer, type CutMessage, type GrpcQuestion } from './grpc.ts';
import { PREFIX_BYTES } from './key-prefix.ts';
import { bytesOf, encodeMessage, FieldReader, numberOf, readFields } from './protobuf.ts';
import { isComplete, MOST_ENTRIES, type RangePage, type RangeQuestion } from './range-page.ts';
import type { KineTarget } from './target.ts';

const METHOD = 'etcdserverpb.KV/Range';
const NAME = 'kine range';
/** A namespace of 63 and a name of 253 characters, and the path before both. */
const MOST_KEY_BYTES = 512;
/** Two characters a byte, for the key, the cut value, and the numbers of an entry. */
const MOST_OUTPUT_BYTES = MOST_ENTRIES * 1_500;

// etcd's api/etcdserverpb/rpc.proto and api/mvccpb/kv.proto, with the field numbers of RangeRequest, RangeResponse,
// ResponseHeader and KeyValue.
const REQUEST = { key: 1, rangeEnd: 2, limit: 3, revision: 4, keysOnly: 8 } as const;
const RESPONSE = { header: 1, pairs: 2, more: 3, count: 4 } as const;
const HEADER = { revision: 3 } as const;
const PAIR = { key: 1, modRevision: 3, value: 5 } as const;

/**
 * A page of Secrets over kine's socket (datastores.md 2). Fails with `http-error` when kine refused or its answer is
 * incomplete.
 */
export async function readKineRange(
  context: StepContext,
  runner: Runner,
  target: KineTarget,
  question: RangeQuestion,
): Promise<Answer<RangePage>> {
  const asked = await askGrpc(context, runner, target, rangeQuestion(question));
  if (!asked.ok) return asked;
  return readAnswer(runner, NAME, () => wholePage(asked.value));
}

/** The question as sent. kine recognises a single key by the absence of an end, and then refuses a limit above one. */
function rangeQuestion(question: RangeQuestion): GrpcQuestion {
  const { from, to, limit, revision, keysOnly } = question;
  return {
    name: NAME,
    method: METHOD,
    message: encodeMessage([
      [REQUEST.key, Buffer.from(from)],
      ...(to === undefined ? [] : [[REQUEST.rangeEnd, Buffer.from(to)] as const]),
      [REQUEST.limit, limit],
      [REQUEST.revision, Number(revision ?? 0)],
      [REQUEST.keysOnly, keysOnly],
    ]),
    most: { key: MOST_KEY_BYTES, value: keysOnly ? 0 : PREFIX_BYTES, pairs: RESPONSE.pairs },
    maxStdoutBytes: MOST_OUTPUT_BYTES,
  };
}

/** A RangeResponse, or `undefined` if incomplete. Throws `NotAMessage`. */
function wholePage({ fields, pairs }: CutMessage): RangePage | undefined {
  const page = {
    entries: pairs.map((pair) => ({
      key: bytesOf(pair, PAIR.key).toString('base64'),
      value: bytesOf(pair, PAIR.value).toString('base64'),
    })),
    revision: revisionOf(fields),
    count: numberOf(fields, RESPONSE.count),
    more: numberOf(fields, RESPONSE.more) === 1,
  };
  return isComplete(page) ? page : undefined;
}

/** The revision of the whole store, present in every good answer, or empty. */
function revisionOf(fields: CutMessage['fields']): string {
  const header = bytesOf(fields, RESPONSE.header);
  const revision = numberOf(
    readFields(new FieldReader(header), header.length, () => header.length),
    HEADER.revision,
  );
  return revision === 0 ? '' : String(revision);
}

/**
 * The revision of the newest write below a prefix, or 0 without a key. Only this prefix of the keys leaves the host,
 * and nothing of the values. Fails as `readKineRange` does.
 */
export async function readKineModRevision(
  context: StepContext,
  runner: Runner,
  target: KineTarget,
  { prefix, end }: { readonly prefix: string; readonly end: string },
): Promise<Answer<number>> {
  const name = 'kine bootstrap revision';
  const question = rangeQuestion({ from: prefix, to: end, limit: 0, revision: undefined, keysOnly: true });
  const most = { key: prefix.length, value: 0, pairs: RESPONSE.pairs };
  const asked = await askGrpc(context, runner, target, { ...question, name, most });
  if (!asked.ok) return asked;
  return readAnswer(runner, name, () => {
    const revisions = asked.value.pairs.map((pair) => numberOf(pair, PAIR.modRevision));
    return wholePage(asked.value) === undefined ? undefined : Math.max(0, ...revisions);
  });
}

import type { StepContext } from '../model/clock.ts';
import { type Answer, failed, success } from '../model/result.ts';
import { quoteArgv } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { cuttingArgv, mostOf, READ_TO_ITS_END, type MostBytes } from './cut-values.ts';
import { httpError } from './http-error.ts';
import { CURL, MAX_TIME_SECONDS, pipelineFailureOf, tlsArgv } from './http.ts';
import { FieldReader, NotAMessage, readFields, type Field } from './protobuf.ts';
import type { KineTarget } from './target.ts';

/** A question to a service that etcd and kine both provide. */
export interface GrpcQuestion {
  /** Short and stable, for logs. */
  readonly name: string;
  /** For example `etcdserverpb.KV/Range`. */
  readonly method: string;
  /** The request's message. */
  readonly message: Buffer;
  readonly most: MostBytes;
  readonly maxStdoutBytes?: number;
}

/** Compression and length precede a message. */
const FRAME_BYTES = 5;
const END_OF_HEADERS = '\r\n\r\n';

/**
 * One gRPC call made by curl on the server itself (datastores.md 2). The request goes through a pipe, because no word
 * of a command line can hold a null byte. The answer goes through the filter that keeps values on their host.
 */
function grpcCommand({ socket, tls }: KineTarget, question: GrpcQuestion): RemoteCommand {
  const { name, method, message, most, maxStdoutBytes } = question;
  const frame = Buffer.alloc(FRAME_BYTES);
  frame.writeUInt32BE(message.length, 1);
  const octal = [...frame, ...message].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  const curl = [
    ...CURL,
    '--max-time',
    String(MAX_TIME_SECONDS),
    '--unix-socket',
    socket,
    // Without TLS there is no negotiation, so curl must know the protocol.
    ...(tls === undefined ? ['--http2-prior-knowledge'] : ['--http2', ...tlsArgv(tls)]),
    '--dump-header',
    '-',
    '-H',
    'content-type: application/grpc',
    '-H',
    'te: trailers',
    '--data-binary',
    '@-',
    `${tls === undefined ? 'http' : 'https'}://localhost/${method}`,
  ];
  const pipeline = [['printf', octal], curl, ...cuttingArgv(most)].map(quoteArgv).join(' | ');
  return {
    name,
    body: { script: pipeline },
    privileged: true,
    mutates: false,
    ...(maxStdoutBytes === undefined ? {} : { maxStdoutBytes }),
  };
}

/**
 * Sends the question and returns the answer's message with long fields cut. Fails with `http-error` when the question
 * was refused or the answer is incomplete.
 */
export async function askGrpc(
  context: StepContext,
  runner: Runner,
  target: KineTarget,
  question: GrpcQuestion,
): Promise<Answer<CutMessage>> {
  const command = grpcCommand(target, question);
  const ran = await runner.run(context, command);
  if (!ran.ok) return ran;
  const notRun = pipelineFailureOf(ran.value, runner.user);
  if (notRun !== undefined) return failed(notRun);
  const { stdout, stderr, droppedBytes } = ran.value;
  const answer = droppedBytes === 0 ? parseGrpc(stdout, question.most) : incomplete('too long');
  if (answer.kind === 'message') return success(answer.message);
  const message = [answer.message, stderr.trim()].filter((part) => part !== '').join(' ');
  return httpError(runner, command.name, { status: 0, message: message.slice(0, 300) });
}

/** Reads a part of an answer. Fails with `http-error` when the part is missing or malformed. */
export function readAnswer<T>(runner: Runner, name: string, read: () => T | undefined): Answer<T> {
  try {
    const value = read();
    if (value !== undefined) return success(value);
  } catch (error) {
    if (!(error instanceof NotAMessage)) throw error;
  }
  return httpError(runner, name, { status: 0, message: 'incomplete' });
}

/** A message as printed by the filter. */
export interface CutMessage {
  /** The message's own fields, without the pairs. */
  readonly fields: readonly Field[];
  /** The fields of each pair of key and value, in order. */
  readonly pairs: readonly (readonly Field[])[];
}

type GrpcAnswer =
  | { readonly kind: 'message'; readonly message: CutMessage }
  | { readonly kind: 'refused' | 'incomplete'; readonly message: string };

/** Reads the filter's output. Malformed output is `incomplete`, even if a part could be read. */
export function parseGrpc(stdout: string, most: MostBytes): GrpcAnswer {
  const [, hex = '', end] = /^([0-9a-f]*)\n(\w+)\n?$/.exec(stdout) ?? [];
  const bytes = Buffer.from(hex, 'hex');
  const headersEnd = bytes.indexOf(END_OF_HEADERS);
  if (end === undefined || headersEnd < 0) return incomplete('no answer');
  const headers = bytes.toString('latin1', 0, headersEnd);
  if (!/^HTTP\/2 200\b/.test(headers)) return { kind: 'refused', message: headers.split('\r\n')[0] ?? '' };
  const refusal = refusalIn(headers);
  if (refusal !== undefined) return refusal;
  const body = bytes.subarray(headersEnd + END_OF_HEADERS.length);
  if (end !== READ_TO_ITS_END || body.length < FRAME_BYTES) return incomplete('incomplete');
  try {
    const reader = new FieldReader(body.subarray(FRAME_BYTES));
    const message = readCut(reader, body.readUInt32BE(1), most);
    // A curl that prints no trailers gives no status. Then only the lengths prove that the answer is complete.
    return refusalIn(reader.rest.toString('latin1')) ?? { kind: 'message', message };
  } catch (error) {
    if (error instanceof NotAMessage) return incomplete(error.message);
    throw error;
  }
}

function readCut(reader: FieldReader, length: number, most: MostBytes): CutMessage {
  const fields: Field[] = [];
  const pairs: (readonly Field[])[] = [];
  while (reader.position < length) {
    const { number, kind, value } = reader.head();
    if (kind === 'number') fields.push({ number, kind, value });
    else if (number === most.pairs) {
      pairs.push(readFields(reader, reader.position + Number(value), (inner) => mostOf(most, true, inner)));
    } else fields.push({ number, kind, value: reader.take(Number(value), mostOf(most, false, number)) });
  }
  if (reader.position !== length) throw new NotAMessage('longer than it says');
  return { fields, pairs };
}

function refusalIn(headers: string): GrpcAnswer | undefined {
  const status = /^grpc-status: *(\d+)/im.exec(headers)?.[1];
  if (status === undefined || status === '0') return undefined;
  const said = /^grpc-message:(.*)$/im.exec(headers)?.[1]?.trim() ?? '';
  return { kind: 'refused', message: said === '' ? `grpc-status ${status}` : decoded(said) };
}

function incomplete(message: string): GrpcAnswer {
  return { kind: 'incomplete', message };
}

/** gRPC percent-encodes special characters. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

import { httpAnswer } from '../support/fake-runner.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';

/** A Secret in etcd: its key and the text its value begins with. */
export interface StoredSecret {
  readonly key: string;
  readonly value: string;
}

interface RangeBody {
  readonly key: string;
  readonly range_end?: string;
  readonly limit: string;
  readonly revision?: string;
  readonly keys_only?: boolean;
}

/** Secrets `default/s00000` and so on, all under one prefix. */
export function secretsUnder(prefix: string, count: number): readonly StoredSecret[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `/registry/secrets/default/s${String(index).padStart(5, '0')}`,
    value: `${prefix}ciphertext of ${index}`,
  }));
}

/** The body of a range question in a command's script. */
export function rangeBodyOf(command: RemoteCommand): RangeBody {
  const script = 'script' in command.body ? command.body.script : '';
  return JSON.parse(/--data-binary '([^']*)'/.exec(script)?.[1] ?? '{}') as RangeBody;
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString();
}

/** etcd's answer to a range question, as its gateway prints it: on one line, numbers as text, zero values absent. */
export function gatewayAnswer(stored: readonly StoredSecret[], revision: string, body: RangeBody): string {
  const from = decoded(body.key);
  const to = body.range_end === undefined ? `${from}\0` : decoded(body.range_end);
  const inRange = stored.filter(({ key }) => key >= from && key < to);
  const page = inRange.slice(0, Number(body.limit));
  const kvs = page.map(({ key, value }) => ({
    key: Buffer.from(key).toString('base64'),
    create_revision: '3',
    mod_revision: '4',
    version: '1',
    ...(body.keys_only === true ? {} : { value: Buffer.from(value).toString('base64') }),
  }));
  return JSON.stringify({
    header: { cluster_id: '14841639068965178418', member_id: '10276657743932975437', revision, raft_term: '2' },
    ...(kvs.length === 0 ? {} : { kvs }),
    ...(inRange.length > page.length ? { more: true } : {}),
    ...(inRange.length === 0 ? {} : { count: String(inRange.length) }),
  });
}

/** What the filter on the host lets through, one match a line. */
export function filtered(answer: string): string {
  const matches = answer.match(/"(?:key|revision|count|error|message)":"[^"]*|"value":"[^"]{0,88}|"more":true/g) ?? [];
  return matches.map((match) => `${match}\n`).join('');
}

/** An etcd that answers range questions; the revision in its header moves on with every question, as when others write. */
export function fakeEtcd(stored: readonly StoredSecret[]): (command: RemoteCommand) => string {
  let revision = 100;
  return (command) => {
    revision += 1;
    return filtered(gatewayAnswer(stored, String(revision), rangeBodyOf(command)));
  };
}

/** `/v3/maintenance/status`, with the size that decides how large pages are. */
export function statusAnswer(dbSizeInUse: number): string {
  return httpAnswer(200, {
    header: { revision: '1' },
    version: '3.6.14',
    dbSize: String(dbSizeInUse * 2),
    dbSizeInUse: String(dbSizeInUse),
    leader: '10276657743932975437',
    raftIndex: '12',
  });
}

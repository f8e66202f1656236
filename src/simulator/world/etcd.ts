import { ClusterError } from './cluster-error.ts';
import { EtcdStore, type StoredKey } from './etcd-store.ts';
import type { HttpReply } from './http.ts';
import { SECRETS } from './objects.ts';

/** One member. */
export interface Member {
  readonly id: string;
  /** `<node>-<8 hexadecimal digits>`, the engine's form of a name. */
  readonly name: string;
  readonly server: string;
  running: boolean;
  learner: boolean;
}

/** Thrown by reads and writes without a quorum. */
export class NoQuorum extends ClusterError {
  constructor() {
    super('etcdserver: request timed out');
  }
}

/** A cluster of members with one key space. kine has only the key space. */
export class Etcd {
  readonly store = new EtcdStore();
  #members: readonly Member[];
  readonly alarms: string[] = [];
  /** Makes every question for Secrets find nothing. */
  secretsElsewhere = false;

  /** `servers` are the hosts of the members. kine has no members, and its database always answers. */
  constructor(servers: readonly string[]) {
    this.#members = servers.map((server, index) => ({
      id: String(10_276_657_743_932_975_437n + BigInt(index)),
      name: `${server}-${(0xa1b2c3d0 + index).toString(16)}`,
      server,
      running: true,
      learner: false,
    }));
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  /** Removes the member of a server. */
  remove(server: string): void {
    this.assertQuorum();
    this.#members = this.#members.filter((member) => member.server !== server);
  }

  hasQuorum(): boolean {
    if (this.members.length === 0) return true;
    const voters = this.members.filter((member) => !member.learner);
    return voters.filter((member) => member.running).length > voters.length / 2;
  }

  assertQuorum(): void {
    if (!this.hasQuorum()) throw new NoQuorum();
  }

  memberOf(server: string): Member | undefined {
    return this.members.find((member) => member.server === server);
  }

  /** The JSON gateway of one member, with numbers as text and zero values left out (measured.md 4). */
  gateway(server: string, method: string, path: string, body: string): HttpReply {
    if (path === '/health' && method === 'GET') {
      return {
        status: this.hasQuorum() ? 200 : 503,
        body: JSON.stringify({ health: this.hasQuorum() ? 'true' : 'false', reason: '' }),
      };
    }
    if (method !== 'POST') return { status: 404, body: 'Not Found' };
    if (!this.hasQuorum()) {
      return {
        status: 503,
        body: JSON.stringify({
          error: 'etcdserver: request timed out',
          code: 14,
          message: 'etcdserver: request timed out',
        }),
      };
    }
    const question = JSON.parse(body === '' ? '{}' : body) as Readonly<Record<string, unknown>>;
    switch (path) {
      case '/v3/kv/range':
        return this.#range(question);
      case '/v3/maintenance/status':
        return this.#status();
      case '/v3/cluster/member/list':
        return reply({ header: this.#header(), members: this.members.map((member) => memberJson(member)) });
      case '/v3/maintenance/alarm':
        return reply({
          header: this.#header(),
          ...(this.alarms.length === 0
            ? {}
            : { alarms: this.alarms.map((alarm) => ({ memberID: this.memberOf(server)?.id, alarm })) }),
        });
      default:
        return { status: 404, body: JSON.stringify({ code: 5, message: 'Not Found' }) };
    }
  }

  #header() {
    return {
      cluster_id: '14841639068965178418',
      member_id: this.members[0]?.id,
      revision: String(this.store.revision),
      raft_term: '2',
    };
  }

  #status(): HttpReply {
    const leader = this.members.find((member) => member.running);
    const size = String(this.store.bytes * 2 + 20_480);
    return reply({
      header: this.#header(),
      version: '3.6.14',
      dbSize: size,
      dbSizeInUse: String(this.store.bytes + 20_480),
      dbSizeQuota: '2147483648',
      leader: leader?.id,
      storageVersion: '3.6.0',
    });
  }

  #range(question: Readonly<Record<string, unknown>>): HttpReply {
    const from = decode(question['key']);
    const to = question['range_end'] === undefined ? `${from}\0` : decode(question['range_end']);
    const revision = question['revision'] === undefined ? this.store.revision : Number(question['revision']);
    if (revision > this.store.revision) return refusal('etcdserver: mvcc: required revision is a future revision');
    const isHidden = this.secretsElsewhere && from.startsWith(SECRETS.from);
    const all = isHidden ? [] : this.store.range(from, to, revision);
    const limit = Number(question['limit'] ?? 0);
    const page = limit > 0 ? all.slice(0, limit) : all;
    // `count` covers the requested range, so a later page counts only the remaining keys.
    const shown = question['count_only'] === true ? [] : page;
    return reply({
      header: this.#header(),
      ...(shown.length === 0 ? {} : { kvs: shown.map((stored) => keyJson(stored, question['keys_only'] === true)) }),
      ...(page.length < all.length ? { more: true } : {}),
      ...(all.length === 0 ? {} : { count: String(all.length) }),
    });
  }
}

function decode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : '', 'base64').toString();
}

function keyJson(stored: StoredKey, keysOnly: boolean) {
  return {
    key: Buffer.from(stored.key).toString('base64'),
    create_revision: String(stored.createRevision),
    mod_revision: String(stored.modRevision),
    version: String(stored.version),
    ...(keysOnly ? {} : { value: stored.value.toString('base64') }),
  };
}

function memberJson(member: Member) {
  return {
    ID: member.id,
    name: member.name,
    ...(member.learner ? { isLearner: true } : {}),
    peerURLs: ['https://127.0.0.1:2380'],
    clientURLs: ['https://127.0.0.1:2379'],
  };
}

function reply(body: object): HttpReply {
  return { status: 200, body: JSON.stringify(body) };
}

function refusal(message: string): HttpReply {
  return { status: 400, body: JSON.stringify({ error: message, code: 11, message }) };
}

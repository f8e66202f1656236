import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, it } from 'vitest';

import { recordedPeak, recordPeak } from '../../scripts/peak-memory.ts';
import { ed25519Pair } from '../support/ssh-key.ts';
import { endless, exit, startSshServer, type Reply } from '../support/ssh-server.ts';

/** The promise, in MB. A process that only loads keyturn takes about 110, because Node strips the types of its source. */
const MOST = 300;
const MEGABYTE = 1024 * 1024;

const NODE = {
  metadata: { name: '', labels: { 'node-role.kubernetes.io/etcd': 'true' }, annotations: { padding: '' } },
  status: { conditions: [], nodeInfo: { kubeletVersion: 'v1.36.3' } },
};

/** A list of as many valid Nodes as asked for, each with this many bytes of annotations. */
function nodes(count: number, padding: number): string {
  const named = Array.from({ length: count }, (_, index) => ({
    ...NODE,
    metadata: { ...NODE.metadata, name: `node-${index}`, annotations: { padding: 'x'.repeat(padding) } },
  }));
  return JSON.stringify({ items: named });
}

function differentObjects(count: number): string {
  return Array.from({ length: count }, (_, index) => `{"k${index}":{}}`).join(',');
}

function names(count: number): string {
  return Array.from({ length: count }, (_, index) => `"key-${index}":0`).join(',');
}

function answer(body: string): Reply {
  return exit(0, { stdout: `${body}\n200` });
}

/** What the host answers to everything, and how the question for Nodes ends. */
const CASES: readonly (readonly [what: string, ending: string, reply: () => Reply])[] = [
  ['5.8 MiB of zeros', 'json-values', () => answer(`{"items":[${'0,'.repeat(2.9 * MEGABYTE)}0]}`)],
  ['5.8 MiB of brackets', 'json-depth', () => answer('['.repeat(5.8 * MEGABYTE))],
  ['as many different objects as are parsed', 'items', () => answer(`{"items":[${differentObjects(82_000)}]}`)],
  ['an object of as many names as are parsed', 'read', () => answer(`{"items":[],${names(245_000)}}`)],
  ['15 MiB of zeros', 'bytes', () => answer(`{"items":[${'0,'.repeat(7.5 * MEGABYTE)}0]}`)],
  ['60,000 valid Nodes', 'bytes', () => answer(nodes(60_000, 10))],
  ['1,000 valid Nodes of 6 kB', 'read', () => answer(nodes(1_000, 5_700))],
  ['one byte a packet without an end', 'trickle', () => endless(Buffer.from('.'))],
];

describe('the memory of keyturn, when a host answers everything with one thing', () => {
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-hostile-'));
  const [hostKey, userKey] = [ed25519Pair(), ed25519Pair()];

  beforeAll(() => {
    writeFileSync(join(directory, 'id'), userKey.private, { mode: 0o600 });
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it.for(CASES)(
    'given %s, then it stays below the promise, and the list of Nodes ends with %s',
    async ([, ending, replyOf], { expect }) => {
      await using server = await startSshServer({
        hostKeys: [hostKey.private],
        authorized: [userKey.public],
        otherwise: replyOf(),
      });
      writeFileSync(join(directory, 'known_hosts'), `[127.0.0.1]:${server.port} ${hostKey.public}\n`);
      const peak = join(directory, 'peak');
      const child = spawn(
        process.execPath,
        [...recordPeak(peak), join(import.meta.dirname, 'ask-hostile-host.ts'), String(server.port), directory],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const told: unknown = JSON.parse(await text(child.stdout));
      await new Promise((resolve) => child.once('close', resolve));
      expect(told).toMatchObject({ 'server nodes': ending });
      expect(recordedPeak(peak)).toBeLessThan(MOST);
    },
  );
});

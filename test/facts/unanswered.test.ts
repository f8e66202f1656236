import { describe, expect, it } from 'vitest';

import { FILES, factsOf, gather, HASH } from './healthy-hosts.ts';
import type { Answer } from './scripted-fleet.ts';

describe('a question without an answer', () => {
  it.each<readonly [string, string, Answer]>([
    ['a status nobody can read', 'secrets-encrypt status', 'what?'],
    ['an engine that does not answer', 'secrets-encrypt status', { exitCode: 1, stderr: 'level=fatal msg="x"' }],
    ['credential files in a form that is not known', 'encryption-config.json', '@state\nfoo\n@end\n'],
    ['metrics that do not answer', '/metrics', { exitCode: 1, stderr: 'curl: (7) Failed to connect' }],
  ])('given %s, is kept, and the other answers are still there', async (_, question, answer) => {
    const facts = await factsOf({ s2: [[question, answer]] });
    const failures = facts.unanswered.filter((failure) => 'server' in failure && failure.server === 's2');
    expect(failures).toHaveLength(1);
    expect(facts.servers[1]).toMatchObject({ name: 's2', binaryVersion: 'v1.36.3+rke2r1', apiserver: { ready: true } });
  });

  it.each([
    ['nobody can read', 'what?', { kind: 'unread', because: 'not-understood', raw: 'what?' }],
    ['that does not come', { exitCode: 1, stderr: 'panic' }, { kind: 'unread', because: 'no-answer', raw: '' }],
  ] as const)('given a status %s, knows that it is unread, and nothing else of it', async (_, answer, status) => {
    const facts = await factsOf({ s2: [['secrets-encrypt status', answer]] });
    expect(facts.servers[1]?.encryption).toMatchObject({ filesRead: true, status });
  });

  it('given files nobody can look at, does not take them for absent', async () => {
    const facts = await factsOf({ s2: [['@sha256', { exitCode: 1, stderr: 'Input/output error' }]] });
    expect(facts.servers[1]?.encryption).toMatchObject({ filesRead: false, file: undefined });
  });

  it('given an engine that knows no JSON, asks for text', async () => {
    const text =
      'Encryption Status: Enabled\nCurrent Rotation Stage: start\nServer Encryption Hashes: All hashes match\n\nActive  Key Type  Name\n------  --------  ----\n *      AES-CBC   aescbckey\n\n';
    const facts = await factsOf({
      s2: [
        ['-o json', { exitCode: 1, stderr: 'flag provided but not defined: -o' }],
        ['secrets-encrypt status', text],
      ],
    });
    expect(facts.servers[1]?.encryption?.status).toMatchObject({
      kind: 'read',
      said: { stage: 'start', enablement: 'enabled' },
    });
    expect(facts.unanswered.filter((failure) => 'server' in failure && failure.server === 's2')).toEqual([]);
  });

  it('given a file that changes while it is read, reads it again', async () => {
    const moved = FILES.replace(`@again\n${HASH}`, `@again\n${'b'.repeat(64)}`);
    const { result, sent } = gather({ s2: [['encryption-config.json', moved]] });
    expect(await result).toMatchObject({ ok: true });
    const reads = sent.filter(({ server, command }) => server === 's2' && command.name === 'encryption file');
    expect(reads).toHaveLength(3);
  });

  it('given a unit that is not active, does not ask the engine: it may panic while it starts', async () => {
    const starting =
      'ActiveState=activating\nSubState=start\nNRestarts=0\nInvocationID=i\nExecStart={ path=/opt/rke2/bin/rke2 ; }';
    const { result, sent } = gather({ s2: [['--property=ActiveState', starting]] });
    expect(await result).toMatchObject({ ok: true });
    const asked = sent.filter(({ server }) => server === 's2').map(({ command }) => command.name);
    expect(asked).not.toContain('secrets-encrypt status');
  });
});

describe('a server that cannot be asked at all', () => {
  it('given sudo refuses, is the failure of the whole', async () => {
    const refused = { exitCode: 1, stderr: 'sudo: a password is required' };
    const { result } = gather({ s2: [['', refused]] });
    expect(await result).toEqual({ ok: false, failure: { kind: 'sudo-needs-password', server: 's2', user: 'ops' } });
  });

  it('given two, is one failure that has the failure of each, in the order of the inventory', async () => {
    const { result } = gather({ s2: [['', { lost: true }]], s3: [['', { lost: true }]] });
    expect(await result).toMatchObject({
      ok: false,
      failure: {
        kind: 'servers-unasked',
        servers: [
          { name: 's2', failure: { kind: 'connection-lost', server: 's2' } },
          { name: 's3', failure: { kind: 'connection-lost', server: 's3' } },
        ],
      },
    });
  });
});

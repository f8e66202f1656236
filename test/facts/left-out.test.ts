import { describe, it } from 'vitest';

import type { StepContext } from '../../src/model/clock.ts';
import type { ConnectionFailure } from '../../src/model/failures/host.ts';
import { failed, success } from '../../src/model/result.ts';
import { seeGone } from '../../src/facts/left-out.ts';
import type { CommandEnding } from '../../src/remote/command-result.ts';
import type { Fleet } from '../../src/remote/runner.ts';
import { SAMPLE_FACTS, sampleCluster } from '../support/sample-facts.ts';
import { stillContext } from './scripted-fleet.ts';

const CLUSTER = sampleCluster(SAMPLE_FACTS.three);
const HOST = { server: 's3', address: '10.0.0.13:22' };
const KEY = { ...HOST, keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc' };
const UNREACHABLE = { kind: 'host-unreachable', ...HOST, reason: 'ECONNREFUSED' } as const;

/** A fleet whose every host answers so. */
function fleetOf(answer: ConnectionFailure | CommandEnding): { readonly fleet: Fleet; readonly asked: string[] } {
  const asked: string[] = [];
  const runner: Fleet['runner'] = (server) => ({
    server,
    user: 'ops',
    line: () => 'true',
    run: async () => {
      asked.push(server);
      if ('server' in answer) return failed(answer);
      const result = { server, line: 'true', stdout: '', stderr: '', droppedBytes: 0, durationMs: 1 };
      return success({ ...result, ending: answer });
    },
    output: async () => failed(UNREACHABLE),
  });
  return { fleet: { runner, [Symbol.asyncDispose]: async () => {} }, asked };
}

function see(
  answer: ConnectionFailure | CommandEnding,
  { without = ['s3'], context = stillContext(0) }: { without?: readonly string[]; context?: StepContext } = {},
) {
  const { fleet, asked } = fleetOf(answer);
  return { result: seeGone(context, { cluster: CLUSTER, fleet, without }), asked };
}

describe('looking whether a host is gone', () => {
  it('given it cannot be reached, then it is left out, with where it was tried', async ({ expect }) => {
    expect(await see(UNREACHABLE).result).toEqual(
      success([{ name: 's3', tried: { address: '10.0.0.13:22', reason: 'ECONNREFUSED' } }]),
    );
  });

  it.for<readonly [string, ConnectionFailure | CommandEnding]>([
    ['it takes a command', { kind: 'exited', exitCode: 0 }],
    ['it takes a command and does not know it', { kind: 'exited', exitCode: 127 }],
    ['it takes a command and falls silent', { kind: 'timed-out', phase: 'total', afterMs: 1 }],
    ['it refuses the login', { kind: 'authentication-failed', ...HOST, user: 'ops', sources: [] }],
    ['it offers another host key', { kind: 'host-key-changed', ...KEY, recordedAt: 'known_hosts:1' }],
    ['it offers an unknown host key', { kind: 'host-key-unknown', ...KEY, files: [] }],
  ])('given %s, then somebody is there, and it is not left out', async ([, answer], { expect }) => {
    expect(await see(answer).result).toEqual(failed({ kind: 'left-out-answers', server: 's3', recorded: false }));
  });

  it.for<readonly [string, ConnectionFailure]>([
    ['the jump host is away', { ...UNREACHABLE, atJumpHost: true }],
    [
      'the jump host refuses the login',
      { kind: 'authentication-failed', ...HOST, atJumpHost: true, user: 'ops', sources: [] },
    ],
    ['no known_hosts can be read', { kind: 'known-hosts-unreadable', server: 's3', file: 'f', reason: 'EACCES' }],
    ['no key can be read', { kind: 'identity-unreadable', server: 's3', file: 'f', reason: 'ENOENT' }],
  ])('given %s, then nobody has tried it, and that is the failure', async ([, failure], { expect }) => {
    expect(await see(failure).result).toEqual(failed(failure));
  });

  it('given the operator stops it, then nothing is claimed of the host', async ({ expect }) => {
    const context = { ...stillContext(0), signal: AbortSignal.abort() };

    expect(await see({ kind: 'cancelled' }, { context }).result).toMatchObject({ failure: { kind: 'interrupted' } });
  });

  it('given the inventory does not have it any more, then nothing is tried; given it is named twice, it is tried once', async ({
    expect,
  }) => {
    const { result, asked } = see(UNREACHABLE, { without: ['s9', 's3', 's3'] });

    expect(await result).toMatchObject(success([{ name: 's9', tried: undefined }, { name: 's3' }]));
    expect(asked).toEqual(['s3']);
  });
});

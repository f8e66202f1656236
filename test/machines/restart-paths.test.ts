import { describe, it } from 'vitest';

import type { ClearanceInput, RestartInput } from '../../machines/contract.ts';
import { restart } from '../../machines/restart.ts';
import type { Gate } from '../../src/model/step.ts';
import type { Part } from '../../src/model/strategy.ts';
import { lastingStatesOf, pathsThrough, withLateRestarts, type Running, type Visit } from './support/explore.ts';
import { FAILURE } from './support/record.ts';

interface Case {
  readonly given: string;
  readonly input: RestartInput;
  readonly expected: readonly string[];
}

function inputOf(
  part: Part,
  restartContainers: boolean,
  proveLoaded: boolean,
  clears: Partial<Pick<RestartInput, 'clearBefore' | 'clearBeforeContainer'>> = {},
): RestartInput {
  const server = { name: 's1', part, hasEtcd: true };
  const nothing = { clearBefore: null, clearBeforeContainer: null };
  return { roll: 'rotate', server, restartContainers, asksEtcd: true, proveLoaded, ...nothing, ...clears };
}

const BEFORE: ClearanceInput = { point: 'before:s1', through: null };
const BEFORE_CONTAINER: ClearanceInput = { point: 'before-container:s1', through: null };

const CASES: readonly Case[] = [
  {
    given: 'an etcd-only server',
    input: inputOf('etcd-only', false, false),
    expected: ['cluster', 'requestRestart', 'unit', 'node', 'etcd', 'holdStable unit+node+etcd'],
  },
  {
    given: 'an etcd-only server in a roll with container restarts',
    input: inputOf('etcd-only', true, true),
    expected: ['cluster', 'requestRestart', 'unit', 'node', 'etcd', 'holdStable unit+node+etcd'],
  },
  {
    given: 'a follower',
    input: inputOf('follower', false, false),
    expected: [
      'cluster',
      'requestRestart',
      'unit',
      'node',
      'apiserver',
      'etcd',
      'stage',
      'holdStable unit+node+apiserver+etcd+stage',
    ],
  },
  {
    given: 'the leader',
    input: inputOf('leader', false, true),
    expected: [
      'cluster',
      'requestRestart',
      'unit',
      'node',
      'apiserver',
      'etcd',
      'stage',
      'holdStable unit+node+apiserver+etcd+stage',
      'loaded',
      'canary',
    ],
  },
  {
    given: 'a follower of an early roll, whose canary the leader could not yet read',
    input: { ...inputOf('follower', false, true), roll: 'early' },
    expected: [
      'cluster',
      'requestRestart',
      'unit',
      'node',
      'apiserver',
      'etcd',
      'stage',
      'holdStable unit+node+apiserver+etcd+stage',
      'loaded',
    ],
  },
  {
    given: 'a server whose datastore is kine, which has no members',
    input: { ...inputOf('leader', false, true), asksEtcd: false },
    expected: [
      'cluster',
      'requestRestart',
      'unit',
      'node',
      'apiserver',
      'stage',
      'holdStable unit+node+apiserver+stage',
      'loaded',
      'canary',
    ],
  },
  {
    given: 'a follower whose container is restarted',
    input: inputOf('follower', true, true),
    expected: [
      'cluster',
      'requestRestart',
      'unit',
      'node',
      'apiserver',
      'etcd',
      'stage',
      'cluster',
      'restartApiserver',
      'apiserver',
      'holdStable unit+node+apiserver+etcd+stage',
      'loaded',
      'canary',
    ],
  },
  {
    given: 'a leader that has the new key alone',
    input: inputOf('leader', false, false, { clearBefore: BEFORE }),
    expected: [
      'cluster',
      'clearance before:s1',
      'requestRestart',
      'unit',
      'node',
      'apiserver',
      'etcd',
      'stage',
      'holdStable unit+node+apiserver+etcd+stage',
    ],
  },
  {
    given: 'a server that gives the old key away with its restart, and again with its container',
    input: inputOf('follower', true, true, { clearBefore: BEFORE, clearBeforeContainer: BEFORE_CONTAINER }),
    expected: [
      'cluster',
      'clearance before:s1',
      'requestRestart',
      'unit',
      'node',
      'apiserver',
      'etcd',
      'stage',
      'cluster',
      'clearance before-container:s1',
      'restartApiserver',
      'apiserver',
      'holdStable unit+node+apiserver+etcd+stage',
      'loaded',
      'canary',
    ],
  },
];

/** The gate that is waited for, or what is done. */
function asked({ src, input }: Running): string {
  if (src === 'clearance') return `clearance ${(input as ClearanceInput).point}`;
  const { gate, gates } = input as { readonly gate?: Gate; readonly gates?: readonly Gate[] };
  return gate ?? (gates === undefined ? src : `${src} ${gates.join('+')}`);
}

function asks(path: readonly Visit[]): readonly string[] {
  return path.flatMap(({ running }) => running.map(asked));
}

describe('the restart of one server', () => {
  for (const { given, input, expected } of CASES) {
    const paths = pathsThrough(restart, input, withLateRestarts);
    const endsIn = (state: string) => paths.filter((path) => path.at(-1)?.state === state);

    it(`given ${given}, is healthy in one way only: through every gate that applies`, ({ expect }) => {
      expect(endsIn('healthy').map(asks)).toEqual([expected]);
      expect(endsIn('healthy')[0]?.at(-1)?.snapshot.output).toEqual({ ok: true });
    });

    it(`given ${given}, when any of them fails or breaks, fails there and asks for nothing more`, ({ expect }) => {
      const failing = endsIn('failed');
      expect(failing).toHaveLength(expected.length * 2);
      for (const path of failing) {
        const last = path.at(-1);
        expect(asks(path)).toEqual(expected.slice(0, path.length - 1));
        expect(last?.running).toEqual([]);
        const where = path.at(-2)?.running[0]?.src;
        const failure = last?.reaction === 'reject' ? { kind: 'bug', where, message: `${where} broke` } : FAILURE;
        expect(last?.snapshot.output).toMatchObject({ ok: false, failure });
      }
    });
  }

  it('given a follower of an early roll that comes too late, at its restart or before its container stops, asks for nothing more', ({
    expect,
  }) => {
    const input: RestartInput = { ...inputOf('follower', true, true), roll: 'early' };
    const late = pathsThrough(restart, input, withLateRestarts).filter((path) => path.at(-1)?.state === 'late');
    expect(new Set(late.map((path) => asks(path).at(-1)))).toEqual(new Set(['requestRestart', 'restartApiserver']));
    for (const path of late) {
      expect(path.at(-1)?.running).toEqual([]);
      expect(path.at(-1)?.snapshot.output).toEqual({ ok: true, late: true });
    }
  });

  it('has no state that no server reaches', ({ expect }) => {
    const reached = CASES.flatMap(({ input }) =>
      pathsThrough(restart, input, withLateRestarts)
        .flat()
        .map(({ state }) => state),
    );
    expect(new Set(reached)).toEqual(new Set(lastingStatesOf(restart)));
  });
});

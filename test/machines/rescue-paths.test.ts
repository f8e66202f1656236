import { describe, it } from 'vitest';

import type { ClearanceInput, RescueInput, RestartInput } from '../../machines/contract.ts';
import { rescue } from '../../machines/rescue.ts';
import type { RescueEntry } from '../../src/model/rescue.ts';
import { lastingStatesOf, pathsThrough, type Running, type Visit } from './support/explore.ts';
import { FAILURE } from './support/record.ts';

function inputAt(entry: RescueEntry): RescueInput {
  return {
    entry,
    adding: ['s1', 's3'],
    returning: ['s1', 's2', 's3'],
    restarting: ['s2', 's3', 's1'].map((name) => ({
      name,
      part: name === 's1' ? 'leader' : 'follower',
      hasEtcd: true,
    })),
    asksEtcd: true,
    snapshot: true,
    through: 's1',
  };
}

function asked({ src, input }: Running): string {
  if (src === 'restart') return `restart ${(input as RestartInput).server.name}`;
  if (src === 'clearance')
    return `clearance ${(input as ClearanceInput).point} ${String((input as ClearanceInput).through)}`;
  return [src, ...Object.values(input as object)].join(' ');
}

function asks(path: readonly Visit[]): readonly string[] {
  return path.flatMap(({ running }) => running.map(asked));
}

const UNTIL_ALL = [
  'sealCredentials before',
  'addKeys s1',
  'addKeys s3',
  'awaitKeys all',
  'readAll',
  'clearance before-return s1',
];
const UNTIL_ONE = ['returnFile s1', 'returnFile s2', 'returnFile s3', 'awaitKeys one'];
const UNTIL_END = [
  'clearance before-restarts null',
  'restart s2',
  'restart s3',
  'restart s1',
  'prove',
  'takeSnapshot after',
  'cleanUp',
];

/** What is asked for on the way on which everything works, by where the rescue is entered. */
const GOOD_WAYS: Readonly<Record<RescueEntry, readonly string[]>> = {
  add: [...UNTIL_ALL, ...UNTIL_ONE, ...UNTIL_END],
  return: [...UNTIL_ONE, ...UNTIL_END],
  restart: UNTIL_END,
  undo: ['undoFile s1', 'undoFile s2', 'undoFile s3'],
};

describe.each(Object.keys(GOOD_WAYS) as RescueEntry[])('the rescue entered at %s, on all paths', (entry) => {
  const paths = pathsThrough(rescue, inputAt(entry));
  const whole = GOOD_WAYS[entry];

  it('asks for one thing after the other in this order, and for nothing else', ({ expect }) => {
    const finished = paths.filter((path) => path.at(-1)?.state === 'finished');
    expect(finished.map(asks)).toEqual([whole]);
    for (const path of paths) expect(asks(path)).toEqual(whole.slice(0, asks(path).length));
  });

  it('given a failure or a bug anywhere, stops there with that, and leaves the rest untouched', ({ expect }) => {
    const stopped = paths.filter((path) => path.at(-1)?.state === 'stopped');
    expect(stopped).toHaveLength(whole.length * 2);
    for (const path of stopped) {
      const last = path.at(-1);
      expect(last?.running).toEqual([]);
      const where = path.at(-2)?.running[0]?.src;
      const failure = last?.reaction === 'reject' ? { kind: 'bug', where } : FAILURE;
      expect(last?.snapshot.output).toMatchObject({ kind: 'stopped', failure });
    }
  });
});

describe('the rescue', () => {
  it('has no state that is never reached', ({ expect }) => {
    const reached = (Object.keys(GOOD_WAYS) as RescueEntry[]).flatMap((entry) =>
      pathsThrough(rescue, inputAt(entry)).flatMap((path) => path.map(({ state }) => state)),
    );
    expect(new Set(reached)).toEqual(new Set(lastingStatesOf(rescue)));
  });

  it('given a course without a snapshot, takes none', ({ expect }) => {
    const paths = pathsThrough(rescue, { ...inputAt('restart'), snapshot: false });
    expect(paths.flatMap(asks)).not.toContain('takeSnapshot after');
  });
});

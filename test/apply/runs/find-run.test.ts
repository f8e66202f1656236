import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, onTestFinished } from 'vitest';
import { findRun } from '../../../src/apply/runs/find-run.ts';
import { readRun } from '../../../src/apply/runs/read-run.ts';

/** Runs as `cluster/run`, each with a journal unless its name ends with `!`. */
function stateWith(...runs: readonly string[]): string {
  const state = mkdtempSync(join(tmpdir(), 'keyturn-find-'));
  onTestFinished(() => rmSync(state, { recursive: true }));
  for (const run of runs) {
    const directory = join(state, 'runs', run.replace('!', ''));
    mkdirSync(directory, { recursive: true });
    if (!run.endsWith('!')) writeFileSync(join(directory, 'journal.ndjson'), '');
  }
  return state;
}

const RUNS = ['prod/20261101T000000000Z-aaa111', 'prod/20261102T000000000Z-aab222', 'test/20261103T000000000Z-ccc333'];

describe('a run by its name', () => {
  it.for([
    ['its whole name', '20261102T000000000Z-aab222', undefined, '20261102T000000000Z-aab222'],
    ['the beginning of its name', '20261101', undefined, '20261101T000000000Z-aaa111'],
    ['the beginning of its plan', 'aab', undefined, '20261102T000000000Z-aab222'],
    ['the word last', 'last', undefined, '20261103T000000000Z-ccc333'],
    ['the word last of one cluster', 'last', 'prod', '20261102T000000000Z-aab222'],
  ] as const)('given %s, is found', ([, wanted, cluster, runId], { expect }) => {
    expect(findRun(stateWith(...RUNS), wanted, cluster)).toMatchObject({ ok: true, value: { runId } });
  });

  it('given the newest never wrote a line, last is the one before', ({ expect }) => {
    const state = stateWith(...RUNS, 'test/20261104T000000000Z-ddd444!');
    expect(findRun(state, 'last', undefined)).toMatchObject({ value: { runId: '20261103T000000000Z-ccc333' } });
  });

  it('given several begin so, names them, newest first', ({ expect }) => {
    expect(findRun(stateWith(...RUNS), 'aa', undefined)).toEqual({
      ok: false,
      failure: {
        kind: 'run-ambiguous',
        wanted: 'aa',
        runs: ['20261102T000000000Z-aab222 (cluster prod)', '20261101T000000000Z-aaa111 (cluster prod)'],
      },
    });
  });

  it('given none, names the newest that there are', ({ expect }) => {
    const state = stateWith(...RUNS);
    expect(findRun(state, 'zzz', 'test')).toEqual({
      ok: false,
      failure: {
        kind: 'run-unknown',
        wanted: 'zzz',
        directory: state,
        runs: ['20261103T000000000Z-ccc333 (cluster test)'],
      },
    });
    expect(findRun(stateWith(), 'last', undefined)).toMatchObject({ failure: { kind: 'run-unknown', runs: [] } });
  });

  it('given it never began, there is nothing to report', ({ expect }) => {
    const state = stateWith('prod/1', 'prod/2!');
    for (const wanted of ['1', '2']) {
      const found = findRun(state, wanted, undefined);
      expect(found.ok && readRun(state, found.value)).toMatchObject({ failure: { kind: 'run-never-began' } });
    }
  });
});

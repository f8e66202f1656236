import { describe, expect, it } from 'vitest';

import type { FileOnDisk } from '../../../src/model/is-loaded.ts';
import { judgeLoaded } from '../../../src/plan/judge-gates.ts';

const FILE: FileOnDisk = {
  sha256: 'f'.repeat(64),
  fileChangedAtSeconds: 1_000,
  nowSeconds: 1_010,
  reloadPeriodMs: 60_000,
};

describe('the gate of what the apiserver has loaded', () => {
  it('given it names the file on the disk, then it holds', () => {
    expect(judgeLoaded({ kind: 'hash', sha256: FILE.sha256 }, FILE)).toEqual({ kind: 'holds', value: undefined });
  });

  it('given it names another file, then both are told', () => {
    const verdict = judgeLoaded({ kind: 'hash', sha256: 'e'.repeat(64) }, FILE);

    expect(verdict).toEqual({ kind: 'not-yet', observed: ['file=ffffffffffff', 'apiserver=eeeeeeeeeeee'] });
  });

  it('given it tells nothing and a reload period is not over, then that is waited out', () => {
    expect(judgeLoaded({ kind: 'none' }, FILE)).toMatchObject({ kind: 'not-yet' });
    expect(judgeLoaded({ kind: 'none' }, { ...FILE, nowSeconds: 1_067 })).toMatchObject({ kind: 'holds' });
  });
});

import { describe, expect, it } from 'vitest';

import { fileOnDisk, isLoaded } from '../../src/model/is-loaded.ts';
import type { LoadedEvidence } from '../../src/model/facts.ts';

const SHA256 = 'a'.repeat(64);
const CHANGED = 1_764_000_000;
const PERIOD_MS = 60_000;

function judge(evidence: LoadedEvidence, secondsAfterChange = 5) {
  return isLoaded(evidence, {
    sha256: SHA256,
    fileChangedAtSeconds: CHANGED,
    nowSeconds: CHANGED + secondsAfterChange,
    reloadPeriodMs: PERIOD_MS,
  });
}

function times(startAfterChange: number, reloadAfterChange?: number): LoadedEvidence {
  return {
    kind: 'times',
    processStartSeconds: CHANGED + startAfterChange,
    lastReloadSeconds: reloadAfterChange === undefined ? undefined : CHANGED + reloadAfterChange,
  };
}

describe('whether an apiserver uses the file on its disk, known by the hash', () => {
  it('given the same hash, it does, however young the file', () => {
    expect(judge({ kind: 'hash', sha256: SHA256 }, 0)).toBe('yes');
  });

  it('given another hash, it does not, however old the file', () => {
    expect(judge({ kind: 'hash', sha256: 'b'.repeat(64) }, 86_400)).toBe('no');
  });
});

describe('whether it uses the file, known by times', () => {
  it.each([
    ['a start after the change', times(2), 'yes'],
    ['a reload after the change', times(-9_000, 30), 'yes'],
    ['a reload before the change', times(-9_000, -30), 'no'],
    ['an old process that never reloaded', times(-9_000), 'no'],
    ['a start in the second of the change', times(0.5), 'wait-out'],
    ['a reload in the second of the change', times(-9_000, 0.9), 'wait-out'],
  ] as const)('given %s', (_, evidence, expected) => {
    expect(judge(evidence)).toBe(expected);
  });

  it('given an old process that never reloaded, time alone proves nothing', () => {
    expect(judge(times(-9_000), 86_400)).toBe('no');
  });

  it('given a file that K3s wrote while it started, a little more than one reload period is waited out', () => {
    expect(judge(times(-20), 66)).toBe('wait-out');
    expect(judge(times(-20), 67)).toBe('yes');
  });

  it('given such a file and an older reload, the process knows another file', () => {
    expect(judge(times(-20, -10), 86_400)).toBe('no');
  });
});

describe('whether it uses the file, when the apiserver tells nothing', () => {
  it.each([
    [0, 'wait-out'],
    [66, 'wait-out'],
    [67, 'yes'],
  ])('%i seconds after the change', (seconds, expected) => {
    expect(judge({ kind: 'none' }, seconds)).toBe(expected);
  });
});

describe('the file of a host', () => {
  it('has its age by the clock of that host', () => {
    const file = { sha256: SHA256, changedAtSeconds: CHANGED };
    const when = { nowMs: CHANGED * 1_000, clockOffsetMs: 2_500, timing: { reloadPeriodMs: PERIOD_MS } };
    expect(fileOnDisk(file, when)).toEqual({
      sha256: SHA256,
      fileChangedAtSeconds: CHANGED,
      nowSeconds: CHANGED + 2.5,
      reloadPeriodMs: PERIOD_MS,
    });
  });
});

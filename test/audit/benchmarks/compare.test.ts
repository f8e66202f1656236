import { describe, it } from 'vitest';

import { passes } from '../../../src/audit/benchmarks/compare.ts';
import type { BenchmarkTest } from '../../../src/audit/benchmarks/table.ts';

interface Case {
  readonly test: BenchmarkTest;
  readonly passing: readonly (string | undefined)[];
  readonly failing: readonly (string | undefined)[];
}

/** The comparisons of kube-bench, with values that pass and values that do not. */
const CASES: readonly Case[] = [
  { test: {}, passing: ['', 'x'], failing: [undefined] },
  { test: { set: false }, passing: [undefined], failing: ['', 'x'] },
  { test: { op: 'eq', value: 'false' }, passing: ['false', 'False'], failing: ['true', '', undefined] },
  { test: { op: 'noteq', value: '0' }, passing: ['5m', ''], failing: ['0', undefined] },
  { test: { op: 'has', value: 'RBAC' }, passing: ['Node,RBAC'], failing: ['Node', undefined] },
  { test: { op: 'nothave', value: 'AlwaysAllow' }, passing: ['Node,RBAC'], failing: ['AlwaysAllow', undefined] },
  { test: { op: 'gte', value: '30' }, passing: ['30', '365'], failing: ['29', '30d', '', '1e9', undefined] },
  { test: { op: 'bitmask', value: '600' }, passing: ['600', '400', '0'], failing: ['640', '700', '4600', undefined] },
  { test: { op: 'valid_elements', value: 'A, B' }, passing: ['A', 'B,A'], failing: ['A,C', undefined] },
];

describe('a comparison of a benchmark', () => {
  it.for(CASES)('given $test, passes $passing and fails $failing', ({ test, passing, failing }, { expect }) => {
    expect(passing.map((seen) => passes(test, seen))).toEqual(passing.map(() => true));
    expect(failing.map((seen) => passes(test, seen))).toEqual(failing.map(() => false));
  });

  it('given a comparison that is not known, decides nothing', ({ expect }) => {
    expect(passes({ op: 'lt', value: '3' }, '2')).toBeUndefined();
  });
});

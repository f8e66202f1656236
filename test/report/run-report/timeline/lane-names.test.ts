import { describe, it } from 'vitest';
import { laneNames } from '../../../../src/report/run-report/timeline/lane-names.ts';

describe('the names of lanes', () => {
  it.for([
    ['short names', ['s1', 's2'], ['s1', 's2']],
    ['one long name', ['control-plane-1.example.org'], ['control…ple.org']],
    [
      'long names with one beginning and one end',
      ['prod-control-plane-1.example.org', 'prod-control-plane-12.example.org'],
      ['…1…', '…12…'],
    ],
    ['a short name beside a long one', ['a', 'prod-control-plane-1.b'], ['a', 'prod-co…ane-1.b']],
    ['two equal names', ['x'.repeat(30), 'x'.repeat(30)], ['xxxxxxx…xxxxxxx', 'xxxxxxx…xxxxxxx']],
    ['no name', [], []],
  ] as const)('given %s, fit, and can be told apart where they differ', ([, names, shown], { expect }) => {
    expect(laneNames(names).map((name) => name.length <= 18)).toEqual(names.map(() => true));
    expect(laneNames(names)).toEqual(shown);
  });
});

import { describe, it } from 'vitest';
import { namesWithin, serverNames } from '../../src/report/server-names.ts';

const numbered = (from: number, to: number, name: (number: number) => string): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => name(from + index));

describe('names of servers', () => {
  it.for<readonly [string, readonly string[], readonly string[]]>([
    ['three', ['s1', 's2', 's3'], ['s1', 's2', 's3']],
    ['four in a row', ['s1', 's2', 's3', 's4'], ['s1..s4']],
    ['a gap', ['s1', 's2', 's3', 's4', 's6'], ['s1..s4', 's6']],
    ['another order', ['s4', 's3', 's2', 's1'], ['s4', 's3', 's2', 's1']],
    ['two kinds', [...numbered(1, 5, (n) => `s${n}`), ...numbered(1, 17, (n) => `c${n}`)], ['s1..s5', 'c1..c17']],
    ['leading zeros', numbered(8, 11, (n) => `cp-${String(n).padStart(2, '0')}`), ['cp-08..cp-11']],
    [
      'a domain with numbers',
      numbered(1, 4, (n) => `cp-${n}.eu-west-1.example.com`),
      ['cp-1..4.eu-west-1.example.com'],
    ],
    ['addresses', numbered(11, 14, (n) => `10.0.0.${n}`), ['10.0.0.11..10.0.0.14']],
    ['no numbers', ['red', 'green', 'blue', 'black'], ['red', 'green', 'blue', 'black']],
    ['none', [], []],
  ])('given %s, neighbours are joined where there are four', ([, names, expected], { expect }) => {
    expect(serverNames(names)).toEqual(expected);
  });

  it('given no room for them, counts them', ({ expect }) => {
    expect(namesWithin(['red', 'green', 'blue'], 10)).toBe('3 servers');
    expect(namesWithin(['red', 'green', 'blue'], 16)).toBe('red, green, blue');
    expect(namesWithin(['a-name-that-is-long'], 10)).toBe('1 server');
  });
});

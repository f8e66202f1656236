import { describe, expect, it } from 'vitest';

import { parseMaskedFiles } from '../../../src/engine/config/parse-masked.ts';
import { parseScalar, parseWritten } from '../../../src/engine/config/scalar.ts';

const MILLION = 1_000_000;

describe('a value in a configuration file', () => {
  it.each([
    ['[a, b]', ['a', 'b']],
    ['["a, b", \'c\'] # two', ['a, b', 'c']],
    ['[ a b , c, ]', ['a b', 'c']],
    ['[]', []],
    ['a # not this', 'a'],
    ['a#this too', 'a#this too'],
  ])('given %s, is read', (text, value) => {
    const read = parseWritten(text);
    expect(read.ok && read.value).toEqual(value);
  });

  it.each([
    ['[a, b', 'several-lines'],
    ['[a] b]', 'several-lines'],
    ['[a,, b]', 'flow'],
    ['[a, {b: c}]', 'flow'],
    ['["a\\n"]', 'flow'],
    ['["a]', 'flow'],
  ])('given %s, is of a form that is not read', (text, form) => {
    const read = parseWritten(text);
    expect(read.ok ? undefined : read.failure).toBe(form);
  });
});

/** With a time that grows with the square of the text, each of these takes hours. */
describe('a server that answers with a line of a million characters', () => {
  it.each([
    ['blanks', `a${' '.repeat(MILLION)}b`],
    ['blanks before a quote', `"a"${' '.repeat(MILLION)}b`],
    ['signs of a comment', `a${'#'.repeat(MILLION)}`],
    ['blanks in a list', `[${' '.repeat(MILLION)}`],
    ['blanks between items', `[a${' '.repeat(MILLION)}{]`],
    ['opened lists', '['.repeat(MILLION)],
    ['quotes in a list', `[${'"'.repeat(MILLION)}]`],
  ])('given %s, is answered', (_, text) => {
    expect(parseWritten(text)).toHaveProperty('ok');
    expect(parseScalar(text)).toHaveProperty('ok');
  });

  it('given a list of a hundred thousand lines, is read', () => {
    const lines = ['F 1 /etc/rancher/rke2/config.yaml', '=tls-san:', ...Array<string>(100_000).fill('- 10.0.0.1')];
    expect(parseMaskedFiles(lines)[0]?.entries[0]?.value).toHaveLength(100_000);
  });
});

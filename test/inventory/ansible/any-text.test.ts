import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostsOfPattern } from '../../../inventory/ansible/host-pattern.ts';
import { pythonValue } from '../../../inventory/ansible/python-literal.ts';
import { readIni } from '../../../inventory/ansible/read-ini.ts';
import { readYaml } from '../../../inventory/ansible/read-yaml.ts';
import { readSshArguments } from '../../../inventory/ansible/ssh-arguments.ts';
import { createTree } from '../../../inventory/ansible/tree.ts';
import { recognise } from '../../../inventory/recognise.ts';

const PIECES = [
  '[',
  ']',
  ':',
  '=',
  "'",
  '"',
  '\\',
  '#',
  '{',
  '}',
  '(',
  ')',
  ',',
  '\n',
  ' ',
  '-',
  '0',
  '9',
  'a',
  'é',
  'hosts',
  'vars',
  'children',
  '!vault',
  '&x',
  '*x',
  '<<: ',
];
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('any text at all', () => {
  it('given to a reader, then it is read or refused, and nothing is thrown', () => {
    fc.assert(
      fc.property(text, (any) => {
        recognise('hosts', any, false);
        readIni(createTree(), 'f', any);
        readYaml(createTree(), 'f', any);
        hostsOfPattern(any);
        pythonValue(any);
        readSshArguments(any, () => 'me');
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    { what: 'brackets', line: '['.repeat(200_000) },
    { what: 'quotes', line: `a='${'\\'.repeat(200_000)}` },
    { what: 'digits', line: `a=${'1_'.repeat(100_000)}x` },
    { what: 'ranges', line: 's[1:2]'.repeat(30_000) },
    {
      what: 'groups',
      line: Array.from({ length: 5_000 }, (_, index) => `[g${index}:children]\ng${index + 1}`).join('\n'),
    },
    { what: 'hosts', line: 's[1:9999]\n'.repeat(1_000) },
    { what: 'words', line: `a ${'b=c '.repeat(10_000)}` },
  ])('given $what without end, then it is refused or kept, not computed for ever', ({ line }) => {
    // A quadratic reader would need minutes for each.
    expect(() => readIni(createTree(), 'f', `[a]\n${line}\n[a:vars]\n${line}\n`)).not.toThrow();
    expect(() => pythonValue(line)).not.toThrow();
  });
});

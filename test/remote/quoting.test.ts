import { execFileSync } from 'node:child_process';

import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { quoteArgv, quoteWord } from '../../src/remote/quoting.ts';

/** What a shell makes of a line: the words it passes to a program, which prints each one with a null character behind it. */
function wordsSeenBy(line: string): readonly string[] {
  const output = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

const awkward = fc.constantFrom("'", '"', '\\', '$', '`', '\n', ' ', '*', '~', '!', '#', ';', '&', '=', '-', '\t');
const word = fc
  .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.oneof(awkward, fc.constantFrom('a', 'Z', '0')) }))
  .filter((text) => !text.includes('\0') && Buffer.from(text).toString() === text);

describe('quoting', () => {
  it('given any words, when a real shell reads them, then it passes them on unchanged', ({ expect }) => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
        expect(wordsSeenBy(words.map(quoteWord).join(' '))).toEqual(words);
      }),
      { numRuns: 200 },
    );
  });

  it('given a script, when it is quoted twice, then it arrives unchanged through two shells', ({ expect }) => {
    fc.assert(
      fc.property(word, (text) => {
        const inner = `printf '%s' ${quoteWord(text)}`;
        const output = execFileSync('/bin/sh', ['-c', `sh -c ${quoteWord(inner)}`], { encoding: 'utf8' });
        expect(output).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it.for(['if', 'A=b', 'for', 'A=b c', '=x'])(
    'given %s in the place of a program, when a shell reads it, then it looks for a program of that name',
    (program, { expect }) => {
      const line = `${quoteArgv([program, 'x'])} 2>/dev/null; echo $?`;
      expect(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' })).toBe('127\n');
    },
  );

  it.for([
    ['rke2', 'rke2'],
    ['--property=Type=oneshot', '--property=Type=oneshot'],
    ['/var/lib/rancher/rke2', '/var/lib/rancher/rke2'],
    ['', "''"],
    ['a b', "'a b'"],
    ["it's", `'it'\\''s'`],
    ['~', "'~'"],
    ['=ls', "'=ls'"],
  ])('given %s, when it is quoted, then it reads %s', ([text, quoted], { expect }) => {
    expect(quoteWord(text ?? '')).toBe(quoted);
  });

  it('given a null character, when it is quoted, then that is a bug and no shorter word', ({ expect }) => {
    expect(() => quoteWord('a\0b')).toThrow(/null character/);
  });
});

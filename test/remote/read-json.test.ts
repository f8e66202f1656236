import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { JSON_DEPTH, JSON_VALUES } from '../../src/remote/answer-bounds.ts';
import { readJson } from '../../src/remote/read-json.ts';

const TOO_DEEP = { bound: 'json-depth', limit: JSON_DEPTH };
const TOO_MANY = { bound: 'json-values', limit: JSON_VALUES };

describe('JSON that a host sends', () => {
  it('given any JSON of a usual size, then it is read as JSON.parse reads it', ({ expect }) => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('given any text at all, then it is read as JSON.parse reads it, or refused with it', ({ expect }) => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', '}', ',', ':', '1', 'n') }), (text) => {
        expect(readJson(text).ok).toBe(isJson(text));
      }),
    );
  });

  it.for([
    ['lists in lists', '['.repeat(JSON_DEPTH + 1), TOO_DEEP],
    ['objects in objects', '{"a":'.repeat(JSON_DEPTH + 1), TOO_DEEP],
    ['zeros', `[${'0,'.repeat(JSON_VALUES)}0]`, TOO_MANY],
    ['empty lists', `[${'[],'.repeat(JSON_VALUES / 2)}[]]`, TOO_MANY],
    ['members of one object', `{${'"a":0,'.repeat(JSON_VALUES)}"b":0}`, TOO_MANY],
  ] as const)('given too many %s, then it is refused before it is parsed', ([, text, exceeded], { expect }) => {
    expect(readJson(text)).toEqual({ ok: false, failure: exceeded });
  });

  it('given brackets, commas and quotes inside of strings, then they do not count', ({ expect }) => {
    const text = JSON.stringify({ said: '[{,"\\'.repeat(JSON_VALUES) });
    expect(readJson(text)).toMatchObject({ ok: true });
  });

  it('given as much as is allowed, then it is read', ({ expect }) => {
    const deep = `${'['.repeat(JSON_DEPTH)}${']'.repeat(JSON_DEPTH)}`;
    const wide = `[${'0,'.repeat(JSON_VALUES - 3)}0]`;
    expect([readJson(deep).ok, readJson(wide).ok]).toEqual([true, true]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import { describe, it } from 'vitest';
import * as z from 'zod';

import { LIST_ITEMS } from '../../src/remote/answer-bounds.ts';
import { exceededIn, listOf, textsByName } from '../../src/remote/bounded-lists.ts';

const schema = z.object({
  items: listOf(z.object({ name: z.string(), labels: textsByName().default({}), more: listOf(z.string()).nullish() })),
});

describe('a list in an answer', () => {
  it('given items of the right form, then they are read, and what is absent has its default', ({ expect }) => {
    const written = {
      items: [
        { name: 'a', more: ['b'] },
        { name: 'c', labels: { d: 'e' }, more: null, other: 1 },
      ],
    };
    expect(schema.parse(written)).toEqual({
      items: [
        { name: 'a', labels: {}, more: ['b'] },
        { name: 'c', labels: { d: 'e' }, more: null },
      ],
    });
  });

  it.for([
    ['numbers in the place of items', { items: Array.from({ length: 10_000 }, () => 0) }, ['items', 0]],
    ['a wrong item among many', { items: [{ name: 'a' }, { name: 1 }, { name: 2 }] }, ['items', 1, 'name']],
    ['a wrong list in an item', { items: [{ name: 'a', more: [1, 2, 3] }] }, ['items', 0, 'more', 0]],
    ['labels that are no texts', { items: [{ name: 'a', labels: { b: 1, c: 2 } }] }, ['items', 0, 'labels', 'b']],
    ['a list of labels', { items: [{ name: 'a', labels: ['b'] }] }, ['items', 0, 'labels']],
    ['something else than a list', { items: { length: 3 } }, ['items']],
    ['nothing', {}, ['items']],
  ] as const)('given %s, then exactly the first problem is described', ([, written, path], { expect }) => {
    const { error } = schema.safeParse(written);
    expect(error?.issues.map((issue) => issue.path)).toEqual([path]);
    expect(error === undefined ? undefined : exceededIn(error)).toBeUndefined();
  });

  it.for([
    ['items', { items: Array.from({ length: LIST_ITEMS + 1 }, () => 0) }, { bound: 'items', limit: LIST_ITEMS }],
    [
      'items inside of an item',
      { items: [{ name: 'a', more: Array.from({ length: LIST_ITEMS + 1 }, () => 'b') }] },
      { bound: 'items', limit: LIST_ITEMS },
    ],
    [
      'labels',
      { items: [{ name: 'a', labels: Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`l${at}`, ''])) }] },
      { bound: 'items', limit: 1_000 },
    ],
    [
      'text in annotations',
      { items: [{ name: 'a', labels: { long: 'x'.repeat(256 * 1024) } }] },
      { bound: 'bytes', limit: 256 * 1024 },
    ],
  ] as const)('given too many %s, then the bound is named', ([, written, exceeded], { expect }) => {
    const { error } = schema.safeParse(written);
    expect(error === undefined ? undefined : exceededIn(error)).toEqual(exceeded);
  });
});

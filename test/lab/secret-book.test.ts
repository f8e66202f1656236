import { describe, it } from 'vitest';

import { SecretBook } from './secret-book.ts';

function bookWith(name: string): SecretBook {
  const book = new SecretBook();
  book.created(name, 'first');
  return book;
}

function accepted(book: SecretBook, name: string): readonly string[] {
  const expected = book.expect(name);
  return ['first', 'second', 'third'].filter((value) => expected.accepts(value));
}

describe('the book of acknowledged Secrets', () => {
  it('given an acknowledged update, when it is read, then only the new value will do', ({ expect }) => {
    const book = bookWith('one');
    book.update('one', 'second')?.acknowledged();

    expect(accepted(book, 'one')).toEqual(['second']);
  });

  it('given a refused update, when it is read, then only the old value will do', ({ expect }) => {
    const book = bookWith('one');
    book.update('one', 'second')?.refused();

    expect(accepted(book, 'one')).toEqual(['first']);
  });

  it('given an update without an answer, when it is read, then both will do, the Secret is still asked for, and it is updated no more', ({
    expect,
  }) => {
    const book = bookWith('one');
    book.update('one', 'second')?.unclear();

    expect(accepted(book, 'one')).toEqual(['first', 'second']);
    expect(book.names).toEqual(['one']);
    expect(book.update('one', 'third')).toBeUndefined();
  });

  it('given a read that began before an update was acknowledged, when it answers, then both values will do, and older ones will not', ({
    expect,
  }) => {
    const book = bookWith('one');
    book.update('one', 'second')?.acknowledged();
    const expected = book.expect('one');
    book.update('one', 'third')?.acknowledged();

    expect(['first', 'second', 'third'].filter((value) => expected.accepts(value))).toEqual(['second', 'third']);
  });

  it('given a Secret that nobody acknowledged, when it is read, then no value will do', ({ expect }) => {
    expect(accepted(new SecretBook(), 'one')).toEqual([]);
  });
});

import { wordToText } from '../bytes.ts';
import { compare, isTrue, numberOf, textOf, type Expression, type Machine, type Value } from './machine.ts';
import { AwkSyntaxError, type Token } from './tokens.ts';

/** A parser's position in a program. */
export class Cursor {
  readonly #tokens: readonly Token[];
  at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token | undefined {
    return this.#tokens[this.at];
  }

  /** Takes the next symbol or word if it equals `text`. */
  take(text: string): boolean {
    const { next } = this;
    const taken = next !== undefined && next.kind !== 'string' && next.text === text;
    if (taken) this.at += 1;
    return taken;
  }

  expect(text: string): void {
    if (!this.take(text)) throw new AwkSyntaxError(`${this.next?.text ?? 'end'} instead of ${text}`);
  }

  skip(...texts: readonly string[]): void {
    while (texts.some((text) => this.take(text)));
  }
}

const ARITHMETIC: Readonly<Record<string, (one: number, other: number) => number>> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
  '%': (one, other) => one % other,
};
const COMPARISONS: Readonly<Record<string, (difference: number) => boolean>> = {
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '==': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
};
const FUNCTIONS: Readonly<Record<string, (values: readonly Value[]) => Value>> = {
  int: ([value]) => Math.trunc(numberOf(value)),
  length: ([value]) => textOf(value).length,
  index: ([text, part]) => textOf(text).indexOf(textOf(part)) + 1,
};

/** An expression, from assignments down. */
export function expression(cursor: Cursor): Expression {
  const start = cursor.at;
  const target = cursor.next;
  if (target?.kind === 'name') {
    cursor.at += 1;
    const place = placeOf(cursor, target.text);
    const operator = cursor.next?.text ?? '';
    if (cursor.next?.kind === 'symbol' && /^[-+*/%]?=$/.test(operator)) {
      cursor.at += 1;
      return assignment(place, operator.slice(0, -1), expression(cursor));
    }
    cursor.at = start;
  }
  const condition = alternatives(cursor);
  if (!cursor.take('?')) return condition;
  const yes = expression(cursor);
  cursor.expect(':');
  const no = expression(cursor);
  return (machine) => (isTrue(condition(machine)) ? yes(machine) : no(machine));
}

/** A variable or an element of an array, as the key of its value. */
type Place = (machine: Machine) => string;

/** Reads a subscript after a name, if there is one. */
function placeOf(cursor: Cursor, name: string): Place {
  if (!cursor.take('[')) return () => name;
  const subscript = expression(cursor);
  cursor.expect(']');
  return (machine) => `${name}[${textOf(subscript(machine))}]`;
}

function assignment(place: Place, operator: string, value: Expression): Expression {
  const combine = ARITHMETIC[operator];
  return (machine) =>
    set(
      machine,
      place(machine),
      combine === undefined ? value(machine) : combine(numberOf(machine.get(place(machine))), numberOf(value(machine))),
    );
}

function set(machine: Machine, name: string, value: Value): Value {
  machine.variables.set(name, value);
  return value;
}

function alternatives(cursor: Cursor): Expression {
  let left = conditions(cursor);
  while (cursor.take('||')) {
    const [before, right] = [left, conditions(cursor)];
    left = (machine) => Number(isTrue(before(machine)) || isTrue(right(machine)));
  }
  return left;
}

function conditions(cursor: Cursor): Expression {
  let left = comparison(cursor);
  while (cursor.take('&&')) {
    const [before, right] = [left, comparison(cursor)];
    left = (machine) => Number(isTrue(before(machine)) && isTrue(right(machine)));
  }
  return left;
}

function comparison(cursor: Cursor): Expression {
  const left = joined(cursor);
  const test = cursor.next?.kind === 'symbol' ? COMPARISONS[cursor.next.text] : undefined;
  if (test === undefined) return left;
  cursor.at += 1;
  const right = joined(cursor);
  return (machine) => Number(test(compare(left(machine), right(machine))));
}

/** Two adjacent expressions are one text. */
function joined(cursor: Cursor): Expression {
  let left = sum(cursor);
  while (cursor.next?.kind === 'string' || cursor.next?.kind === 'number' || cursor.next?.kind === 'name') {
    const [before, right] = [left, sum(cursor)];
    left = (machine) => textOf(before(machine)) + textOf(right(machine));
  }
  return left;
}

function sum(cursor: Cursor): Expression {
  return chain(cursor, ['+', '-'], (inner) => chain(inner, ['*', '/', '%'], unary));
}

function chain(cursor: Cursor, operators: readonly string[], part: (cursor: Cursor) => Expression): Expression {
  let left = part(cursor);
  for (;;) {
    const operator = operators.find((text) => cursor.take(text));
    const combine = operator === undefined ? undefined : ARITHMETIC[operator];
    if (combine === undefined) return left;
    const [before, right] = [left, part(cursor)];
    left = (machine) => combine(numberOf(before(machine)), numberOf(right(machine)));
  }
}

function unary(cursor: Cursor): Expression {
  if (cursor.take('!')) {
    const value = unary(cursor);
    return (machine) => Number(!isTrue(value(machine)));
  }
  if (cursor.take('-')) {
    const value = unary(cursor);
    return (machine) => -numberOf(value(machine));
  }
  const step = cursor.take('++') ? 1 : cursor.take('--') ? -1 : 0;
  return step === 0 ? primary(cursor) : stepped(placeOf(cursor, nameOf(cursor)), step, true);
}

/** `before` returns the value after the step. */
function stepped(place: Place, step: number, before: boolean): Expression {
  return (machine) => {
    const name = place(machine);
    const value = numberOf(machine.get(name));
    machine.variables.set(name, value + step);
    return before ? value + step : value;
  };
}

function nameOf(cursor: Cursor): string {
  const { next } = cursor;
  if (next?.kind !== 'name') throw new AwkSyntaxError(next?.text ?? 'end');
  cursor.at += 1;
  return next.text;
}

function primary(cursor: Cursor): Expression {
  const { next } = cursor;
  if (cursor.take('(')) {
    const inner = expression(cursor);
    cursor.expect(')');
    return inner;
  }
  if (cursor.take('$')) {
    const index = primary(cursor);
    return (machine) => machine.field(numberOf(index(machine)));
  }
  if (next?.kind === 'number' || next?.kind === 'string') {
    cursor.at += 1;
    const value = next.kind === 'number' ? Number(next.text) : wordToText(next.text);
    return () => value;
  }
  const name = nameOf(cursor);
  if (cursor.take('(')) return call(cursor, name);
  const place = placeOf(cursor, name);
  if (cursor.take('++')) return stepped(place, 1, false);
  if (cursor.take('--')) return stepped(place, -1, false);
  return (machine) => machine.get(place(machine));
}

function call(cursor: Cursor, name: string): Expression {
  const run = FUNCTIONS[name];
  if (run === undefined) throw new AwkSyntaxError(`${name}()`);
  const values = [expression(cursor)];
  while (cursor.take(',')) values.push(expression(cursor));
  cursor.expect(')');
  return (machine) => run(values.map((value) => value(machine)));
}

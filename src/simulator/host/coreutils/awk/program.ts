import { printf } from '../print.ts';
import { Cursor, expression } from './expressions.ts';
import { isTrue, textOf, type Expression, type Flow, type Machine, type Statement } from './machine.ts';
import { AwkSyntaxError, tokensOf } from './tokens.ts';

/** The actions of an awk program and their times. */
export interface AwkProgram {
  readonly begin: readonly Statement[];
  /** For each line, in order. */
  readonly rules: readonly { readonly when: Expression; readonly body: Statement }[];
  readonly end: readonly Statement[];
}

const ALWAYS: Expression = () => 1;

/** Reads a program. Throws `AwkSyntaxError` at unsimulated syntax. */
export function parseAwk(text: string): AwkProgram {
  const cursor = new Cursor(tokensOf(text));
  const program = { begin: [] as Statement[], rules: [] as AwkProgram['rules'][number][], end: [] as Statement[] };
  for (cursor.skip('\n', ';'); cursor.next !== undefined; cursor.skip('\n', ';')) {
    if (cursor.take('BEGIN')) program.begin.push(block(cursor));
    else if (cursor.take('END')) program.end.push(block(cursor));
    else {
      const when = cursor.next.text === '{' ? ALWAYS : expression(cursor);
      program.rules.push({ when, body: block(cursor) });
    }
  }
  return program;
}

function block(cursor: Cursor): Statement {
  cursor.expect('{');
  const statements: Statement[] = [];
  for (cursor.skip('\n', ';'); !cursor.take('}'); cursor.skip('\n', ';')) statements.push(statement(cursor));
  return inOrder(statements);
}

function inOrder(statements: readonly Statement[]): Statement {
  return (machine) => {
    for (const one of statements) {
      const flow = one(machine);
      if (flow !== 'on') return flow;
    }
    return 'on';
  };
}

function statement(cursor: Cursor): Statement {
  if (cursor.next?.kind === 'symbol' && cursor.next.text === '{') return block(cursor);
  if (cursor.take('if')) return condition(cursor);
  if (cursor.take('for')) return loop(cursor);
  if (cursor.take('while')) return repeated(bracketed(cursor), body(cursor));
  if (cursor.take('print')) return print(cursor);
  if (cursor.take('printf')) return printFormatted(cursor);
  for (const flow of ['next', 'exit', 'continue', 'break'] as const) {
    if (cursor.take(flow)) return () => flow;
  }
  return evaluated(expression(cursor));
}

function evaluated(value: Expression): Statement {
  return (machine) => {
    value(machine);
    return 'on';
  };
}

function bracketed(cursor: Cursor): Expression {
  cursor.expect('(');
  const value = expression(cursor);
  cursor.expect(')');
  return value;
}

/** The statement after a condition may begin on the next line. */
function body(cursor: Cursor): Statement {
  cursor.skip('\n');
  return statement(cursor);
}

function condition(cursor: Cursor): Statement {
  const test = bracketed(cursor);
  const yes = body(cursor);
  const behind = cursor.at;
  cursor.skip('\n', ';');
  if (!cursor.take('else')) {
    cursor.at = behind;
    return (machine) => (isTrue(test(machine)) ? yes(machine) : 'on');
  }
  const no = body(cursor);
  return (machine) => (isTrue(test(machine)) ? yes(machine) : no(machine));
}

function loop(cursor: Cursor): Statement {
  cursor.expect('(');
  const first = expression(cursor);
  cursor.expect(';');
  const test = expression(cursor);
  cursor.expect(';');
  const step = expression(cursor);
  cursor.expect(')');
  const inner = repeated(test, body(cursor), step);
  return (machine) => {
    first(machine);
    return inner(machine);
  };
}

function repeated(test: Expression, inner: Statement, step?: Expression): Statement {
  return (machine): Flow => {
    for (; isTrue(test(machine)); step?.(machine)) {
      const flow = inner(machine);
      if (flow === 'break') return 'on';
      if (flow === 'next' || flow === 'exit') return flow;
    }
    return 'on';
  };
}

function listed(cursor: Cursor): readonly Expression[] {
  const values = [expression(cursor)];
  while (cursor.take(',')) values.push(expression(cursor));
  return values;
}

function print(cursor: Cursor): Statement {
  const values = listed(cursor);
  return (machine) => {
    machine.output.push(`${values.map((value) => textOf(value(machine))).join(' ')}\n`);
    return 'on';
  };
}

/** The conversions are the conversions of the program printf. */
function printFormatted(cursor: Cursor): Statement {
  const values = listed(cursor);
  if (values.length === 0) throw new AwkSyntaxError('printf');
  const known = new Map<string, string>();
  return (machine: Machine) => {
    const words = values.map((value) => textOf(value(machine)));
    const key = words.join('\0');
    const text = known.get(key) ?? printf({ words }).stdout.toString('latin1');
    known.set(key, text);
    machine.output.push(text);
    return 'on';
  };
}

/** A value. `undefined` is a variable never set, which is both the number 0 and the empty text. */
export type Value = number | string | InputText | undefined;

/** Text from outside (a field, `-v`), compared as a number if it looks like a number. */
export class InputText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The state of a running program. */
export class Machine {
  readonly variables = new Map<string, Value>();
  readonly output: string[] = [];
  #record = '';
  #fields: readonly string[] | undefined;

  /** Takes the next line. The line is split on the first use of a field. */
  read(line: string): void {
    this.#record = line;
    this.#fields = undefined;
  }

  field(index: number): Value {
    return new InputText(index === 0 ? this.#record : (this.#split()[index - 1] ?? ''));
  }

  get(name: string): Value {
    return name === 'NF' ? this.#split().length : this.variables.get(name);
  }

  #split(): readonly string[] {
    this.#fields ??= this.#record.split(/[ \t]+/).filter((field) => field !== '');
    return this.#fields;
  }
}

/** How a statement ended. */
export type Flow = 'on' | 'continue' | 'break' | 'next' | 'exit';
export type Expression = (machine: Machine) => Value;
export type Statement = (machine: Machine) => Flow;

export function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  return Number(/^\s*[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?/.exec(textOf(value))?.[0] ?? 0);
}

export function textOf(value: Value): string {
  if (value instanceof InputText) return value.text;
  return value === undefined ? '' : String(value);
}

export function isTrue(value: Value): boolean {
  return isNumeric(value) ? numberOf(value) !== 0 : textOf(value) !== '';
}

/**
 * Compares two values and returns less than, equal to or greater than zero. Two numbers compare as numbers, anything
 * else as text.
 */
export function compare(one: Value, other: Value): number {
  if (isNumeric(one) && isNumeric(other)) return numberOf(one) - numberOf(other);
  const [left, right] = [textOf(one), textOf(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function isNumeric(value: Value): boolean {
  if (value instanceof InputText) return /^\s*[-+]?\d+(?:\.\d*)?\s*$/.test(value.text);
  return typeof value !== 'string';
}

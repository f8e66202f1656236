/** The options and operands of a command line. */
export interface Options {
  /** Given flags, by letter or long name. */
  readonly flags: ReadonlySet<string>;
  /** Values, in order, by letter or long name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
  /** The first option not simulated for the utility. */
  readonly unknown: string | undefined;
}

/** The options of a utility, as letters without and with a value, and long names (`--format=` has a value). */
export interface OptionForm {
  readonly flags?: string;
  readonly valued?: string;
  readonly long?: readonly string[];
}

/** Reads options like getopt, with bundled letters, `-n5`, `-n 5`, `--name=value`, and `--` before operands. */
export function readOptions(words: readonly string[], form: OptionForm): Options {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  let unknown: string | undefined;
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      operands.push(...queue);
      break;
    }
    if (word.startsWith('--')) {
      const [name = '', ...rest] = word.slice(2).split('=');
      if (rest.length > 0 && (form.long ?? []).includes(`${name}=`)) addValue(values, name, rest.join('='));
      else if (rest.length === 0 && (form.long ?? []).includes(name)) flags.add(name);
      else unknown ??= word;
    } else if (word.startsWith('-') && word !== '-') {
      const problem = readLetters(word.slice(1), { form, flags, values, queue });
      unknown ??= problem;
    } else {
      operands.push(word);
    }
  }
  return { flags, values, operands, unknown };
}

interface Reading {
  readonly form: OptionForm;
  readonly flags: Set<string>;
  readonly values: Map<string, string[]>;
  readonly queue: string[];
}

function readLetters(letters: string, { form, flags, values, queue }: Reading): string | undefined {
  for (const [index, letter] of letters.split('').entries()) {
    if ((form.valued ?? '').includes(letter)) {
      const attached = letters.slice(index + 1);
      const value = attached === '' ? queue.shift() : attached;
      if (value === undefined) return `-${letter}`;
      addValue(values, letter, value);
      return undefined;
    }
    if (!(form.flags ?? '').includes(letter)) return `-${letter}`;
    flags.add(letter);
  }
  return undefined;
}

function addValue(values: Map<string, string[]>, name: string, value: string): void {
  values.set(name, [...(values.get(name) ?? []), value]);
}

/** The last value of an option. */
export function valueOf(options: Options, name: string): string | undefined {
  return options.values.get(name)?.at(-1);
}

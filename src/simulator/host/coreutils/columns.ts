import type { ProgramResult } from '../program.ts';
import { bytesToText, joinLines, linesOf, textToBytes, wordToText } from './bytes.ts';
import { readOptions, valueOf } from './options.ts';
import { ended, notSimulated, sourcesOf, type UtilityCall, printed } from './utility.ts';

/** cut, with `-d C -f LIST`, `-c LIST`, `-b LIST`, `-s`. */
export async function cut(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 's', valued: 'dfcb' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const fields = valueOf(options, 'f');
  const list = fields ?? valueOf(options, 'c') ?? valueOf(options, 'b');
  if (list === undefined) return ended(1, 'cut: you must specify a list of bytes, characters, or fields\n');
  const wanted = rangesOf(list);
  if (wanted === undefined) return ended(1, `cut: invalid field value '${list}'\n`);
  const delimiter = wordToText(valueOf(options, 'd') ?? '\t');
  const { sources, stderr } = await sourcesOf(call, options.operands);
  const pick = (parts: readonly string[], glue: string): string =>
    parts.filter((_part, index) => wanted.some(([from, to]) => index + 1 >= from && index + 1 <= to)).join(glue);
  const lines = sources.flatMap(({ content }) =>
    linesOf(bytesToText(content)).flatMap((line) => {
      if (fields === undefined) return [pick(line.split(''), '')];
      if (!line.includes(delimiter)) return options.flags.has('s') ? [] : [line];
      return [pick(line.split(delimiter), delimiter)];
    }),
  );
  return { exitCode: stderr === '' ? 0 : 1, stdout: textToBytes(joinLines(lines)), stderr };
}

function rangesOf(list: string): readonly (readonly [number, number])[] | undefined {
  const ranges: (readonly [number, number])[] = [];
  for (const item of list.split(',')) {
    const match = /^(\d*)(-?)(\d*)$/.exec(item);
    const [, from = '', dash = '', to = ''] = match ?? [];
    if (match === null || (from === '' && to === '')) return undefined;
    const first = from === '' ? 1 : Number(from);
    if (first === 0) return undefined;
    ranges.push([first, dash === '' ? first : to === '' ? Number.POSITIVE_INFINITY : Number(to)]);
  }
  return ranges;
}

/** sort in byte order, with `-u`, `-r`, `-n`. */
export async function sort(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 'urn' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const { sources, stderr } = await sourcesOf(call, options.operands);
  const bytewise = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
  const numberOf = (line: string): number => Number.parseFloat(/^\s*-?\d*\.?\d*/.exec(line)?.[0] ?? '') || 0;
  const compare = (left: string, right: string): number =>
    (options.flags.has('n') ? numberOf(left) - numberOf(right) : 0) || bytewise(left, right);
  const sorted = sources.flatMap(({ content }) => linesOf(bytesToText(content))).sort(compare);
  const same = (left: string, right: string): boolean =>
    options.flags.has('n') ? numberOf(left) === numberOf(right) : left === right;
  const kept = options.flags.has('u')
    ? sorted.filter((line, index) => index === 0 || !same(line, sorted[index - 1] ?? ''))
    : sorted;
  const lines = options.flags.has('r') ? kept.toReversed() : kept;
  return { exitCode: stderr === '' ? 0 : 2, stdout: textToBytes(joinLines(lines)), stderr };
}

/** uniq, with `-c`, `-d`, `-u`. */
export async function uniq(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 'cdu' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const { sources, stderr } = await sourcesOf(call, options.operands.slice(0, 1));
  const groups: { line: string; count: number }[] = [];
  for (const line of sources.flatMap(({ content }) => linesOf(bytesToText(content)))) {
    const last = groups.at(-1);
    if (last?.line === line) last.count += 1;
    else groups.push({ line, count: 1 });
  }
  const lines = groups
    .filter(({ count }) => (!options.flags.has('d') || count > 1) && (!options.flags.has('u') || count === 1))
    .map(({ line, count }) => (options.flags.has('c') ? `${String(count).padStart(7)} ${line}` : line));
  return { exitCode: stderr === '' ? 0 : 1, stdout: textToBytes(joinLines(lines)), stderr };
}

/** tr, with sets of ranges and escapes, `-d`, and `-s` with one set. */
export async function tr(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 'ds' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const [from, to] = options.operands.map((operand) => setOf(wordToText(operand)));
  if (from === undefined) return ended(1, 'tr: missing operand\n');
  const text = bytesToText(await call.input());
  if (options.flags.size > 0) {
    if (options.flags.size > 1 || to !== undefined) return notSimulated(call, call.words.join(' '));
    const kept = text
      .split('')
      .filter((character, index) =>
        options.flags.has('d')
          ? !from.includes(character)
          : !(from.includes(character) && character === text.charAt(index - 1)),
      );
    return { exitCode: 0, stdout: textToBytes(kept.join('')), stderr: '' };
  }
  if (to === undefined || to.length === 0) return ended(1, `tr: missing operand after '${options.operands[0]}'\n`);
  const translated = text.split('').map((character) => {
    const index = from.lastIndexOf(character);
    return index === -1 ? character : (to[Math.min(index, to.length - 1)] ?? '');
  });
  return { exitCode: 0, stdout: textToBytes(translated.join('')), stderr: '' };
}

const TR_CLASSES: Readonly<Record<string, string>> = {
  '[:lower:]': 'a-z',
  '[:upper:]': 'A-Z',
  '[:digit:]': '0-9',
  '[:space:]': '\t\n\v\f\r ',
};

function setOf(text: string): readonly string[] {
  const plain = text.replaceAll(/\[:[a-z]+:\]/g, (name) => TR_CLASSES[name] ?? name);
  const unescaped = plain.replaceAll(/\\([0-7]{1,3}|[\s\S])/g, (_whole, written: string) =>
    /^[0-7]/.test(written)
      ? String.fromCharCode(Number.parseInt(written, 8))
      : ({ n: '\n', t: '\t', r: '\r' }[written] ?? written),
  );
  const members: string[] = [];
  for (let at = 0; at < unescaped.length; at += 1) {
    const [from, dash, to] = [unescaped.charAt(at), unescaped.charAt(at + 1), unescaped.charAt(at + 2)];
    if (dash !== '-' || to === '') {
      members.push(from);
      continue;
    }
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code += 1) members.push(String.fromCharCode(code));
    at += 2;
  }
  return members;
}

const BYTES_A_LINE = 16;

/** od with bytes in decimal and without addresses, as `-An -v -tu1`. Any other form is not simulated. */
export async function od(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 'v', valued: 'At' });
  const isKnown = valueOf(options, 'A') === 'n' && valueOf(options, 't') === 'u1' && options.flags.has('v');
  if (options.unknown !== undefined || !isKnown) return notSimulated(call, options.unknown ?? call.words.join(' '));
  const { sources, stderr } = await sourcesOf(call, options.operands);
  const content = Buffer.concat(sources.map((source) => source.content));
  const lines: string[] = [];
  for (let at = 0; at < content.length; at += BYTES_A_LINE) {
    lines.push([...content.subarray(at, at + BYTES_A_LINE)].map((byte) => String(byte).padStart(4)).join(''));
  }
  return { ...printed(joinLines(lines)), exitCode: stderr === '' ? 0 : 1, stderr };
}

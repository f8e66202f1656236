import { createHash } from 'node:crypto';

import type { ProgramResult } from '../program.ts';
import { bytesToText, joinLines, linesOf, textToBytes } from './bytes.ts';
import { readOptions, valueOf } from './options.ts';
import { notSimulated, sourcesOf, type UtilityCall } from './utility.ts';

/** cat, without options. */
export async function cat(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, {});
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const { sources, stderr } = await sourcesOf(call, options.operands);
  return { exitCode: stderr === '' ? 0 : 1, stdout: Buffer.concat(sources.map(({ content }) => content)), stderr };
}

/** sha256sum prints `<hex>  <path>`, with `-` for standard input. */
export async function sha256sum(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 'b' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const { sources, stderr } = await sourcesOf(call, options.operands);
  const separator = options.flags.has('b') ? ' *' : '  ';
  const lines = sources.map(
    ({ name, content }) => `${createHash('sha256').update(content).digest('hex')}${separator}${name}`,
  );
  return { exitCode: stderr === '' ? 0 : 1, stdout: Buffer.from(joinLines(lines)), stderr };
}

/** base64, with `-d`, `-w COLUMNS`. */
export async function base64(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 'd', valued: 'w', long: ['decode', 'wrap='] });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const { sources, stderr } = await sourcesOf(call, options.operands);
  const content = Buffer.concat(sources.map((source) => source.content));
  const exitCode = stderr === '' ? 0 : 1;
  if (options.flags.has('d') || options.flags.has('decode')) {
    return { exitCode, stdout: Buffer.from(content.toString('latin1'), 'base64'), stderr };
  }
  const columns = Number(valueOf(options, 'w') ?? valueOf(options, 'wrap') ?? 76);
  const encoded = content.toString('base64');
  const wrapped = columns === 0 ? encoded : joinLines(encoded.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []);
  return { exitCode, stdout: Buffer.from(wrapped), stderr };
}

/**
 * head and tail, with `-n LINES`, `-c BYTES`, `-LINES`. `+N` and negative numbers are not simulated, except `tail -n
 * +N`.
 */
export async function headOrTail(call: UtilityCall): Promise<ProgramResult> {
  const words = call.words.map((word) => (/^-\d+$/.test(word) ? `-n${word.slice(1)}` : word));
  const options = readOptions(words, { flags: 'q', valued: 'nc', long: ['lines=', 'bytes='] });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const bytes = valueOf(options, 'c') ?? valueOf(options, 'bytes');
  const lines = valueOf(options, 'n') ?? valueOf(options, 'lines') ?? '10';
  const fromLine = call.name === 'tail' && /^\+\d+$/.test(lines);
  if (!/^\d+$/.test(bytes ?? lines) && !fromLine) return notSimulated(call, bytes ?? lines);
  if (options.operands.length > 1 && !options.flags.has('q')) return notSimulated(call, 'several files');
  const { sources, stderr } = await sourcesOf(call, options.operands);
  const stdout = Buffer.concat(
    sources.map(({ content }) => {
      if (bytes !== undefined) return slice(content, Number(bytes), call.name);
      const text = bytesToText(content);
      const all = linesOf(text);
      const taken = fromLine ? all.slice(Math.max(Number(lines) - 1, 0)) : slice(all, Number(lines), call.name);
      const reachesEnd = taken.length > 0 && (call.name === 'tail' || taken.length === all.length);
      const joined = joinLines(taken);
      return textToBytes(reachesEnd && !text.endsWith('\n') ? joined.slice(0, -1) : joined);
    }),
  );
  return { exitCode: stderr === '' ? 0 : 1, stdout, stderr };
}

function slice<T extends { slice(start: number, end?: number): T; readonly length: number }>(
  all: T,
  count: number,
  name: string,
): T {
  return name === 'head' ? all.slice(0, count) : all.slice(Math.max(all.length - count, 0));
}

/** wc, with only one of `-l`, `-c`, `-w` in a call. */
export async function wc(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 'lcw' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  if (options.flags.size !== 1 || options.operands.length > 1) return notSimulated(call, call.words.join(' '));
  const { sources, stderr } = await sourcesOf(call, options.operands);
  const counts = sources.map(({ name, content }) => {
    const text = bytesToText(content);
    const count = options.flags.has('l')
      ? text.split('\n').length - 1
      : options.flags.has('c')
        ? content.length
        : (text.match(/\S+/g) ?? []).length;
    return options.operands.length === 0 ? String(count) : `${count} ${name}`;
  });
  return { exitCode: stderr === '' ? 0 : 1, stdout: Buffer.from(joinLines(counts)), stderr };
}

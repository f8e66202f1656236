import type { ProgramResult } from '../program.ts';
import { joinLines } from './bytes.ts';
import { readOptions, valueOf } from './options.ts';
import { notSimulated, printed, sourcesOf, type UtilityCall } from './utility.ts';

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

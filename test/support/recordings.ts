import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = join(import.meta.dirname, '../recordings');
const STREAMS = ['out', 'err', 'log'] as const;

type Stream = (typeof STREAMS)[number];

/** What an engine printed, in one case (test/recordings/README.md). */
export interface Recording {
  /** `ERA/CASE`, as its file is named. */
  readonly name: string;
  /** Version and origin. */
  readonly source: string;
  /** Exit code of the command; `undefined` where none was recorded. */
  readonly exit: number | undefined;
  /** Standard output, standard error, and the lines of the unit's journal meanwhile. Each line ends with a line feed. */
  readonly out: string;
  readonly err: string;
  readonly log: string;
}

/** Throws where there is no such file, or a line of it has no stream. */
export function recording(name: string): Recording {
  const [head = '', ...lines] = readFileSync(join(DIRECTORY, `${name}.txt`), 'utf8').split('\n');
  if (!head.startsWith('# ')) throw new Error(`${name}: the first line names no source`);
  const streams: Record<Stream, string> = { out: '', err: '', log: '' };
  let exit: number | undefined;
  for (const line of lines.filter((text) => text !== '' && !text.startsWith('$ '))) {
    const ended = /^exit (\d+)$/.exec(line)?.[1];
    const stream = STREAMS.find((one) => line.startsWith(`${one}| `));
    if (ended !== undefined) exit = Number(ended);
    else if (stream !== undefined) streams[stream] += `${line.slice(stream.length + 2)}\n`;
    else throw new Error(`${name}: no stream: ${line}`);
  }
  return { name, source: head.slice(2), exit, ...streams };
}

/** The whole text of a recording, whichever streams it has. */
export function recorded(name: string): string {
  const { out, err, log } = recording(name);
  return out + err + log;
}

/** Every recording of an era, or of all of them. */
export function recordings(era = ''): readonly Recording[] {
  return readdirSync(join(DIRECTORY, era), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => recording(join(era, file.slice(0, -'.txt'.length))));
}

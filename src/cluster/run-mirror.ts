import { createHash } from 'node:crypto';

import type { StepContext } from '../model/clock.ts';
import { success, type Answer } from '../model/result.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';

/** Where every run of keyturn mirrors its journal, on its leader. */
const MIRROR_PARENT = '/var/lib/keyturn';
const MIRROR_ROOT = `${MIRROR_PARENT}/runs`;

/** The form of a run id (`newRunId`). A name from a server becomes a path here, so no other name is accepted. */
const RUN_ID = '[0-9]{8}T[0-9]{9}Z-[0-9a-f]{12}';

/** A mirror never becomes this large. A plan of a large cluster has some 200 KB, and each step some hundred bytes. */
export const MOST_MIRROR_BYTES = 16 * 1024 * 1024;
const MOST_LINE_BYTES = 64 * 1024;

/** An act waits for its mirrored intention no longer than this, ms. The lock is confirmed again afterwards. */
const APPEND_TIMEOUT_MS = 15_000;

/** The extent of a mirror. */
export interface MirrorExtent {
  readonly bytes: number;
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
}

/** The newest mirror of a server, without its content. */
export interface MirrorGlimpse extends MirrorExtent {
  readonly runId: string;
  /** Untrusted, and possibly cut. */
  readonly lastLine: string;
}

/** `/var/lib/keyturn/runs/<cluster>/<run>.ndjson`. */
export function mirrorFile(cluster: string, runId: string): string {
  return `${directoryOf(cluster)}/${runId}.ndjson`;
}

/** The name of a cluster is any text, and here one name of a directory. */
function directoryOf(cluster: string): string {
  return `${MIRROR_ROOT}/${encodeURIComponent(cluster)}`;
}

/** The run whose mirror is meant. */
export interface MirrorOf {
  readonly cluster: string;
  readonly runId: string;
}

/** What is appended to a mirror, and the content that the mirror must have before. */
export interface MirrorAppend {
  /** SHA-256 of the whole mirror before. */
  readonly after: string;
  readonly text: string;
}

/**
 * Ends the script where a place is a link, or belongs to another user, because root would write or read somewhere else
 * then. A missing place is fine.
 */
function confirmPlaces(...places: readonly string[]): string {
  return [
    `for PLACE in ${[MIRROR_PARENT, MIRROR_ROOT, ...places].map(quoteWord).join(' ')}; do`,
    'if [ -L "$PLACE" ]; then echo "$PLACE is a symbolic link" >&2; exit 1; fi',
    'if [ -e "$PLACE" ] && [ ! -O "$PLACE" ]; then echo "$PLACE belongs to another user" >&2; exit 1; fi',
    'done',
  ].join('\n');
}

/**
 * Appends to a mirror whose whole content has the hash `after`. A mirror with another content stays as it is, so that a
 * repeated command and a process that lost its run append nothing. The text is received whole before the mirror is
 * looked at, because a connection may stand still in the middle of the text. The answer is always the extent of the
 * mirror afterwards.
 */
export function appendCommand({ cluster, runId }: MirrorOf, { after, text }: MirrorAppend): RemoteCommand {
  const directory = directoryOf(cluster);
  const file = mirrorFile(cluster, runId);
  const part = `${file}.${createHash('sha256').update(text).digest('hex').slice(0, 12)}.part`;
  const script = [
    `FILE=${quoteWord(file)}`,
    `PART=${quoteWord(part)}`,
    confirmPlaces(directory, file, part),
    `install -d -m 0700 ${[MIRROR_ROOT, directory].map(quoteWord).join(' ')} || exit 1`,
    'if [ ! -e "$FILE" ]; then install -m 0600 /dev/null "$FILE" || exit 1; fi',
    'if [ ! -f "$FILE" ]; then echo "$FILE is no regular file" >&2; exit 1; fi',
    'FAILED=',
    `install -m 0600 /dev/null "$PART" && cat > "$PART" && [ "$(stat -c %s "$PART")" = ${Buffer.byteLength(text)} ] || FAILED=yes`,
    `if [ -z "$FAILED" ] && [ "$(sha256sum < "$FILE" | cut -c 1-64)" = ${after} ]; then cat "$PART" >> "$FILE" || FAILED=yes; fi`,
    'rm -f "$PART"',
    'if [ -n "$FAILED" ]; then exit 1; fi',
    'stat -c %s "$FILE" && sha256sum "$FILE"',
  ];
  return {
    name: 'mirror journal',
    body: { script: script.join('\n') },
    privileged: true,
    mutates: true,
    timeoutMs: APPEND_TIMEOUT_MS,
    stdin: text,
  };
}

/** Fails with what kept us from asking, or with the server's refusal to write. */
export async function appendToMirror(
  context: StepContext,
  runner: Runner,
  mirror: MirrorOf,
  append: MirrorAppend,
): Promise<Answer<MirrorExtent>> {
  const command = appendCommand(mirror, append);
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const extent = parseExtent(output.value.split('\n'));
  if (extent !== undefined) return success(extent);
  return unexpectedOutput(runner, command, { expected: 'size and hash', raw: output.value });
}

/**
 * Moves a damaged mirror out of the way, where no run reads or writes it any more. The next append begins a new mirror.
 */
export function setAsideCommand({ cluster, runId }: MirrorOf): RemoteCommand {
  const file = mirrorFile(cluster, runId);
  const script = [confirmPlaces(directoryOf(cluster), file), `mv ${quoteWord(file)} ${quoteWord(`${file}.damaged`)}`];
  return { name: 'set mirror aside', body: { script: script.join('\n') }, privileged: true, mutates: true };
}

/**
 * Keeps the first `bytes` bytes of a mirror, to remove a last line that a full disk has cut. The mirror is replaced by
 * a rename.
 */
export function cutCommand({ cluster, runId }: MirrorOf, bytes: number): RemoteCommand {
  const file = mirrorFile(cluster, runId);
  const part = `${file}.cut.part`;
  const [whole, shorter] = [file, part].map(quoteWord);
  const script = [
    confirmPlaces(directoryOf(cluster), file, part),
    `install -m 0600 /dev/null ${shorter} && head -c ${bytes} ${whole} > ${shorter} && mv ${shorter} ${whole}`,
  ];
  return { name: 'cut mirror', body: { script: script.join('\n') }, privileged: true, mutates: true };
}

/** What a server without a mirror prints. An empty answer would also be the answer of a broken shell. */
const NONE = 'none';

/**
 * Looks at the newest mirror of a cluster on a server. Fails where the mirror cannot be read, so that "nothing" always
 * means that there is none.
 */
export function newestMirrorCommand(cluster: string): RemoteCommand {
  const place = directoryOf(cluster);
  const directory = quoteWord(place);
  const script = [
    confirmPlaces(place),
    `if [ ! -e ${directory} ]; then echo ${NONE}; exit 0; fi`,
    `ls -1 ${directory} > /dev/null || exit 1`,
    `NAME=$(ls -1 ${directory} | grep -E '^${RUN_ID}\\.ndjson$' | tail -n 1)`,
    `if [ -z "$NAME" ]; then echo ${NONE}; exit 0; fi`,
    `FILE=${directory}/"$NAME"`,
    'if [ -L "$FILE" ] || [ ! -f "$FILE" ] || [ ! -O "$FILE" ]; then echo "$FILE is no regular file of root" >&2; exit 1; fi',
    'echo "$NAME"',
    'stat -c %s "$FILE" && sha256sum "$FILE" || exit 1',
    `tail -n 1 "$FILE" | head -c ${MOST_LINE_BYTES}`,
  ].join('\n');
  return { name: 'newest mirrored journal', body: { script }, privileged: true, mutates: false, isOneLine: true };
}

/** The newest mirror of a cluster on a server, or `undefined`. Fails when the server cannot be asked. */
export async function readNewestMirror(
  context: StepContext,
  runner: Runner,
  cluster: string,
): Promise<Answer<MirrorGlimpse | undefined>> {
  const command = newestMirrorCommand(cluster);
  const output = await runner.output(context, command);
  if (!output.ok) return output;
  const [name = '', ...lines] = output.value.split('\n');
  if (name === NONE) return success(undefined);
  const runId = new RegExp(`^(${RUN_ID})\\.ndjson$`).exec(name)?.[1];
  const extent = parseExtent(lines);
  if (runId === undefined || extent === undefined)
    return unexpectedOutput(runner, command, { expected: 'name, size and hash', raw: output.value });
  return success({ runId, ...extent, lastLine: lines.slice(2).join('\n') });
}

/** The content of a mirror, at most `MOST_MIRROR_BYTES`. Untrusted, like everything that a server prints. */
export async function readMirror(context: StepContext, runner: Runner, mirror: MirrorOf): Promise<Answer<string>> {
  return runner.output(context, {
    name: 'read mirrored journal',
    body: { argv: ['head', '-c', String(MOST_MIRROR_BYTES), mirrorFile(mirror.cluster, mirror.runId)] },
    privileged: true,
    mutates: false,
    maxStdoutBytes: MOST_MIRROR_BYTES,
    // The first line has the whole plan.
    isOneLine: true,
  });
}

function parseExtent([size = '', hashed = '']: readonly string[]): MirrorExtent | undefined {
  const sha256 = /^([0-9a-f]{64}) /.exec(hashed)?.[1];
  return /^\d{1,15}$/.test(size) && sha256 !== undefined ? { bytes: Number(size), sha256 } : undefined;
}

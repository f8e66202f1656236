import type { StepContext } from '../model/clock.ts';
import type { KeyName } from '../model/encryption.ts';
import { failed, success, type Answer } from '../model/result.ts';
import { unexpectedOutput } from '../remote/command-failure.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import type { Runner } from '../remote/runner.ts';
import { composeScript, FORM_EXIT, hashKeyScript, printKeyScript, type Composition } from './key-text.ts';

/** Placeholder in a plan for a hash that only the run can know. */
export const HASH_KNOWN_LATER = 'SHA256-OF-THE-NEW-FILE';

/** The file in place is not the expected one. */
const CHANGED_EXIT = 4;
/** The file beside it did not get the expected bytes, and was removed. */
const WRITE_EXIT = 5;

/** An encryption file on its host, and what it is now and shall be. The write is refused where the file is anything else. */
export interface FileSwap {
  readonly path: string;
  readonly beforeSha256: string;
  readonly afterSha256: string;
}

/** Values that encrypt Secrets, as an encryption file or a single key of it has them. */
function materialIn(text: string): readonly string[] {
  return [...text.matchAll(/"secret" *: *"([^"]+)"/g)].flatMap(([, value]) => value ?? []);
}

/** The SHA-256 of a key with its material, or `undefined` for a file of another form. The material stays on its host. */
export async function readKeyHash(
  context: StepContext,
  runner: Runner,
  { key, path }: { readonly key: KeyName; readonly path: string },
): Promise<Answer<string | undefined>> {
  const command = reading('hash a key', hashKeyScript(key, path));
  return hashOrNothing(context, runner, command);
}

/** A key with its material, for another server. The material is scrubbed from everything that is shown or written from here on. */
export function readKey(
  context: StepContext,
  runner: Runner,
  { key, path }: { readonly key: KeyName; readonly path: string },
): Promise<Answer<string>> {
  const command = { ...reading('read a key', printKeyScript(key, path)), secretsIn: materialIn };
  return firstLine(context, runner, command);
}

/** A whole encryption file, for another server. */
export function readFile(context: StepContext, runner: Runner, path: string): Promise<Answer<string>> {
  return runner.output(context, {
    name: 'read encryption file',
    body: { argv: ['cat', path] },
    privileged: true,
    mutates: false,
    secretsIn: materialIn,
  });
}

async function firstLine(context: StepContext, runner: Runner, command: RemoteCommand): Promise<Answer<string>> {
  const output = await runner.output(context, command);
  return output.ok ? success(output.value.split('\n')[0] ?? '') : output;
}

/**
 * The SHA-256 of the file that `composeCommand` would write, made on its host without writing. `undefined` for a file of another form than the
 * engine writes.
 */
export function readComposedHash(
  context: StepContext,
  runner: Runner,
  composition: Composition,
  stdin?: string,
): Promise<Answer<string | undefined>> {
  const script = [composeScript(composition), `printf '%s' "$WHOLE" | sha256sum`].join('\n');
  return hashOrNothing(context, runner, { ...reading('hash the file with all keys', script), ...given(stdin) });
}

/** Writes the goal file with the missing keys behind its writing key. */
export function composeCommand(composition: Composition, swap: FileSwap, stdin?: string): RemoteCommand {
  return writing('put the missing key back', swap, {
    before: [composeScript(composition)],
    fill: (part) => `printf '%s' "$WHOLE" > ${part}`,
    stdin,
  });
}

/** Writes a file that comes whole on standard input. */
export function receiveCommand(swap: FileSwap, stdin?: string): RemoteCommand {
  return writing('take a whole encryption file', swap, { before: [], fill: (part) => `cat > ${part}`, stdin });
}

/** Puts a file of the same host back, byte for byte. */
export function returnCommand(from: string, swap: FileSwap): RemoteCommand {
  return writing('put the file from before back', swap, {
    before: [],
    fill: (part) => `cat ${quoteWord(from)} > ${part}`,
    stdin: undefined,
  });
}

/** SHA-256 of a file, or `undefined` without the file. */
export async function readFileHash(
  context: StepContext,
  runner: Runner,
  path: string,
): Promise<Answer<string | undefined>> {
  return hashOrNothing(
    context,
    runner,
    reading('hash a file', `[ -f ${quoteWord(path)} ] || exit ${String(FORM_EXIT)}\nsha256sum ${quoteWord(path)}`),
  );
}

function reading(name: string, script: string): RemoteCommand {
  return { name, body: { script }, privileged: true, mutates: false };
}

function given(stdin: string | undefined): { readonly stdin?: string } {
  return stdin === undefined ? {} : { stdin };
}

/**
 * A file is written whole beside its place, for root alone, and is on the disk before it gets its name. It gets its name only if it has the
 * expected bytes, and only over the expected file, so that a file that somebody changed meanwhile is never replaced.
 */
function writing(
  name: string,
  { path, beforeSha256, afterSha256 }: FileSwap,
  {
    before,
    fill,
    stdin,
  }: {
    readonly before: readonly string[];
    readonly fill: (part: string) => string;
    readonly stdin: string | undefined;
  },
): RemoteCommand {
  const file = quoteWord(path);
  const part = quoteWord(`${path}.keyturn`);
  const directory = quoteWord(path.slice(0, path.lastIndexOf('/')));
  const has = (one: string, sha256: string): string => `[ "$(sha256sum < ${one} | cut -d ' ' -f 1)" = ${sha256} ]`;
  const script = [
    ...before,
    `${has(file, beforeSha256)} || exit ${String(CHANGED_EXIT)}`,
    // Filling and syncing may take seconds, in which a restarting engine may write the file itself.
    `if install -m 0600 /dev/null ${part} && ${fill(part)} && sync ${part} && ${has(part, afterSha256)} && ${has(file, beforeSha256)}; then`,
    `if mv ${part} ${file}; then sync ${directory}; else rm -f ${part}; exit ${String(WRITE_EXIT)}; fi`,
    `else rm -f ${part}; ${has(file, beforeSha256)} || exit ${String(CHANGED_EXIT)}; exit ${String(WRITE_EXIT)}; fi`,
  ];
  return { name, body: { script: script.join('\n') }, privileged: true, mutates: true, ...given(stdin) };
}

async function hashOrNothing(
  context: StepContext,
  runner: Runner,
  command: RemoteCommand,
): Promise<Answer<string | undefined>> {
  const ran = await runner.output(context, command);
  if (!ran.ok) {
    const isForm = ran.failure.kind === 'command-failed' && ran.failure.exitCode === FORM_EXIT;
    return isForm ? success(undefined) : failed(ran.failure);
  }
  const hash = /^([0-9a-f]{64}) /m.exec(ran.value)?.[1];
  if (hash === undefined) return unexpectedOutput(runner, command, { expected: 'a SHA-256', raw: ran.value });
  return success(hash);
}

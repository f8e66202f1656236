import type { KeyName } from '../model/encryption.ts';
import { quoteWord } from '../remote/quoting.ts';

/**
 * Shell text that takes an encryption file apart and puts keys into it, on its host. The parts are kept in variables of the shell and printed by its
 * own printf, so that no key ever is an argument of a process. The engine writes its file by Go's json.Marshal, on one line and without blanks.
 * Another form is refused, because head and tail together must be the whole file.
 */

/** A file of another form than the engine writes, or one without the wanted key. */
export const FORM_EXIT = 3;

/** Everything after the last key of a provider. */
const TAIL = '[]][}][}](,[{]"identity":[{][}][}])?[]][}][]][}]$';

/** The pattern of one key with its material, for `grep -oE`. */
function keyPattern({ name }: KeyName): string {
  return `[{]"name":"${literal(name)}","secret":"[A-Za-z0-9+/=]+"[}]`;
}

/** A name as an extended regular expression. Names have digits, letters and a few signs. */
function literal(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, (sign) => (sign === '^' ? String.raw`\^` : `[${sign}]`));
}

/** Sets `variable` to the key with its material, as the file has it. */
function keyInto(variable: string, key: KeyName, path: string): string {
  return `${variable}=$(grep -oE ${quoteWord(keyPattern(key))} ${quoteWord(path)} | head -n 1); [ -n "$${variable}" ] || exit ${String(FORM_EXIT)}`;
}

/** Prints a key with its material. */
export function printKeyScript(key: KeyName, path: string): string {
  return [keyInto('KEY', key, path), `printf '%s\\n' "$KEY"`].join('\n');
}

/** Prints the SHA-256 of a key with its material. */
export function hashKeyScript(key: KeyName, path: string): string {
  return [keyInto('KEY', key, path), `printf '%s' "$KEY" | sha256sum`].join('\n');
}

/** What stands between the writing key and the rest of the file. A key of another provider gets a provider of its own, behind the first. */
export function additionText(writing: KeyName, keys: readonly KeyName[], textOf: (index: number) => string): string {
  let provider = writing.provider;
  return keys
    .map((key, index) => {
      const isSame = key.provider === provider;
      provider = key.provider;
      return isSame ? `,${textOf(index)}` : `]}},{"${key.provider}":{"keys":[${textOf(index)}`;
    })
    .join('');
}

/** The files of a composition on one host. */
export interface Composition {
  /** The goal file, with the writing key alone. */
  readonly path: string;
  readonly writing: KeyName;
  /** The keys to put in, with their files on this host, or `stdin` for an addition on standard input. */
  readonly from: 'stdin' | readonly { readonly key: KeyName; readonly path: string }[];
}

/**
 * Sets `WHOLE` to the goal file with the keys behind its writing key. Ends with `FORM_EXIT` for a file of another form or without a key.
 */
export function composeScript({ path, writing, from }: Composition): string {
  const file = quoteWord(path);
  return [
    `HEAD=$(grep -oE ${quoteWord(`^.*${keyPattern(writing)}`)} ${file})`,
    `TAIL=$(grep -oE ${quoteWord(TAIL)} ${file})`,
    `[ -n "$HEAD" ] && [ "$HEAD$TAIL" = "$(cat ${file})" ] || exit ${String(FORM_EXIT)}`,
    ...(from === 'stdin'
      ? ['ADDED=$(cat)']
      : [
          ...from.map(({ key, path: source }, index) => keyInto(`KEY${String(index)}`, key, source)),
          `ADDED=${additionOf(writing, from)}`,
        ]),
    `[ -n "$ADDED" ] || exit ${String(FORM_EXIT)}`,
    'WHOLE=$HEAD$ADDED$TAIL',
  ].join('\n');
}

function additionOf(writing: KeyName, from: readonly { readonly key: KeyName }[]): string {
  const mark = (index: number): string => `@${String(index)}@`;
  const text = additionText(
    writing,
    from.map(({ key }) => key),
    mark,
  );
  // The text between the keys is quoted whole, and the variables stand unquoted between: an assignment splits nothing.
  return text
    .split(/@(\d+)@/)
    .map((part, index) => (index % 2 === 1 ? `"$KEY${part}"` : quoteWord(part)))
    .join('');
}

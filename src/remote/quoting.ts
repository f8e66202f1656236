const SAFE_WORD = /^(?!=)[A-Za-z0-9_@%+=:,./-]+$/;

/** Words with a meaning for the shell in the place of a program's name. */
const RESERVED = new Set('case do done elif else esac fi for function if in select then time until while'.split(' '));

/** One word for a POSIX shell, which the shell passes on unchanged for any content. No other code adds quotes. */
export function quoteWord(word: string): string {
  // No program can receive a null character, and the rest of the argument would be lost silently.
  if (word.includes('\0')) throw new Error('a word for a shell cannot contain a null character');
  return SAFE_WORD.test(word) ? word : alwaysQuoted(word);
}

/** A command line of one program. */
export function quoteArgv(argv: readonly string[]): string {
  const [program = '', ...words] = argv;
  // Unquoted, `A=b` in the first place would be an assignment and `if` the start of a compound command.
  const name = program.includes('=') || RESERVED.has(program) ? alwaysQuoted(program) : quoteWord(program);
  return [name, ...words.map(quoteWord)].join(' ');
}

function alwaysQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

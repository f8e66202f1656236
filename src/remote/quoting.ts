const SAFE_WORD = /^(?!=)[A-Za-z0-9_@%+=:,./-]+$/;

/** Words that mean something to the shell in the place of a program's name. */
const RESERVED = new Set('case do done elif else esac fi for function if in select then time until while'.split(' '));

/** One word for a POSIX shell: whatever it contains, the shell passes it on unchanged. The only place where quotes are added. */
export function quoteWord(word: string): string {
  // No program can be given such an argument: the rest of it would be lost in silence.
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

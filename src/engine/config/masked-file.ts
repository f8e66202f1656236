import { quoteWord } from '../../remote/quoting.ts';
import { BOOLEAN_NAMES, ENDPOINT, ETCD_URLS, WRITTEN_NAMES } from './setting-names.ts';

/**
 * A configuration file holds the token, passwords of the datastore and keys of S3. The file is therefore taken apart on
 * its host. Only the listed settings leave the host, and of everything else only the kind of line or piece. Two forms
 * are read: a mapping by lines (YAML), and JSON, a subset of YAML. Rancher writes JSON for every cluster it provisions.
 */
const NAMES = WRITTEN_NAMES.join('|');
const KEY = `("(${NAMES})\\+?"|'(${NAMES})\\+?'|(${NAMES})\\+?)`;
const ENDPOINT_KEY = `["']?${ENDPOINT}\\+?["']? *:`;
const ADDRESS = '[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]*(\\/[0-9]{1,3})?';

/** A value that ends on its line, or continues in indented lines. A value with an open quote does neither. */
const PLAIN = '[^][{}"\'|>&*!%@`#,?:-].*';
const OTHER_VALUE = [
  '"([^"\\\\]|\\\\.)*"',
  "'([^']|'')*'",
  '[|>][-+0-9]*',
  '[[{].*',
  `[&*][A-Za-z0-9_-]+( +${PLAIN})?`,
  PLAIN,
  '[-?:][^ ].*',
].join('|');
const OTHER_KEY = '("[^"\\\\]*"|\'[^\']*\'|[A-Za-z0-9_.\\/-]+\\+?)';

/** The first mask marks every line with a dot. The kind of the line replaces the mark, so each line is masked once. */
const LINE_MASKS = [
  's/[[:cntrl:]]$//',
  's/^/./',
  `s/^\\.(${ENDPOINT_KEY} *)["']?(${ETCD_URLS})["']? *(#.*)?$/=\\1\\2/`,
  `s/^\\.(${ENDPOINT_KEY} *)["']?([A-Za-z0-9+]*:\\/\\/).*$/=\\1\\2/`,
  `s/^\\.(${ENDPOINT_KEY}) *(""|'')? *(#.*)?$/=\\1/`,
  `s/^\\.(${ENDPOINT_KEY}).*$/=\\1 other/`,
  `s/^\\.(${KEY} *:( [^[:cntrl:]]*)?)$/=\\1/`,
  's/^\\. *(#.*)?$/#/',
  's/^\\.--- *(#.*)?$/D/',
  `s/^\\. *- +(["']?${ADDRESS}(,${ADDRESS})*["']?) *(#.*)?$/-\\1/`,
  's/^\\. *-( .*)?$/-/',
  's/^\\. .*$/~/',
  's/^\\.[]}] *,?$/~/',
  `s/^\\.${OTHER_KEY} *:( +(${OTHER_VALUE}))?( +#.*)?$/k/`,
  's/^\\..*$/?/',
];

const STRING = '"([^"\\\\]|\\\\.)*"';
const VALUE = `(${STRING}|[A-Za-z0-9.+-]+)`;
const LIST = `\\[ *(${VALUE}( *, *${VALUE})*)? *\\]`;
const PAIR = `"(${NAMES})\\+?" *: *(${VALUE}|${LIST})`;

/** The pieces of JSON, one on each line. A listed setting and its value form one piece. The longest piece wins. */
const PIECES = `${PAIR}|${STRING}|[][{}:,]|[^][{}:," ]+|"`;
const PIECE_MASKS = [
  's/^/./',
  `s/^\\.("${ENDPOINT}\\+?" *: *"${ETCD_URLS}")$/=\\1/`,
  `s/^\\.("${ENDPOINT}\\+?" *: *"[A-Za-z0-9+]*:\\/\\/).*$/=\\1"/`,
  `s/^\\.("${ENDPOINT}\\+?" *: *"")$/=\\1/`,
  `s/^\\.("${ENDPOINT}\\+?" *:).*$/=\\1 "other"/`,
  `s/^\\.(${PAIR})$/=\\1/`,
  's/^\\.([][{}:,])$/\\1/',
  `s/^\\.${STRING}$/"/`,
  's/^\\..*$/!/',
];

const YAML_NAME = '[.][Yy][Aa]?[Mm][Ll]$';

/**
 * Prints a configuration file and its drop-ins. Each file begins with a line `F <seconds> <path>`, where the seconds
 * are the last change of the file or of its name, followed by its lines or pieces, masked. A line `L <path>` is a link
 * to nowhere or to a directory, which keeps the engine from starting.
 */
export function maskedFiles(config: string): readonly string[] {
  const file = quoteWord(config);
  return [
    `for FILE in ${file} ${file}.d/* ${file}.d/.[!.]*; do`,
    `if [ "$FILE" = ${file} ] || printf '%s\\n' "$FILE" | grep -qE '${YAML_NAME}'; then`,
    'if [ -f "$FILE" ]; then',
    'echo "F $(stat -L -c %Z "$FILE") $FILE"',
    `if grep -vE '^[[:blank:]]*(#.*)?[[:cntrl:]]?$' "$FILE" | head -n 1 | grep -qE '^(--- *)? *[{]'; then`,
    `LC_ALL=C sed 's/[[:cntrl:]]/ /g' "$FILE" | tr '\\n' ' ' | LC_ALL=C grep -oE ${quoteWord(PIECES)} | ${sed(PIECE_MASKS)}`,
    `else ${sed(LINE_MASKS)} "$FILE"; fi`,
    'elif [ -h "$FILE" ]; then echo "L $FILE"; fi',
    'fi; done',
  ];
}

function sed(expressions: readonly string[]): string {
  return ['LC_ALL=C sed -E', ...expressions.map((expression) => `-e ${quoteWord(expression)}`)].join(' ');
}

/** The names printed of flags are the listed settings, and the path of the configuration file. */
const FLAGS = [...WRITTEN_NAMES, 'config', 'c'].join('|');
const FLAG_MASKS = [
  's/^/./',
  `s/^\\.(-{1,2}${ENDPOINT}=${ETCD_URLS})$/=\\1/`,
  `s/^\\.(-{1,2}${ENDPOINT}=[A-Za-z0-9+]*:\\/\\/).*$/=\\1/`,
  `s/^\\.(-{1,2}${ENDPOINT}=)$/=\\1/`,
  `s/^\\.(-{1,2}${ENDPOINT}=).*$/=\\1other/`,
  `s/^\\.(-{1,2}(${FLAGS})(=.*)?)$/=\\1/`,
  // A variable of the unit may hold flags, which cannot be seen here.
  's/^\\.[$].*$/$/',
  '/^\\./d',
];

/** Prints the flags of a command line read from standard input, one a line, with `--name value` as `--name=value`. */
export function maskedFlags(): string {
  const valued = [...WRITTEN_NAMES.filter((name) => !BOOLEAN_NAMES.includes(name)), 'config', 'c'];
  const joined = `s/ (-{1,2}(${valued.join('|')})) ([^ ;-][^ ;]*)/ \\1=\\3/g`;
  return `LC_ALL=C sed -E ${quoteWord(joined)} | tr ' ' '\\n' | ${sed(FLAG_MASKS)}`;
}

/** Prints the listed variables of lines `NAME=value`, without a datastore's password. */
export function maskedVariables(variables: readonly string[], endpoint: string): string {
  const start = `[ "']*`;
  return sed([
    's/^/./',
    `s/^\\.${start}(${endpoint}=)["']?(${ETCD_URLS})["']* *$/=\\1\\2/`,
    `s/^\\.${start}(${endpoint}=)["']?([A-Za-z0-9+]*:\\/\\/).*$/=\\1\\2/`,
    `s/^\\.${start}(${endpoint}=)["']*$/=\\1/`,
    `s/^\\.${start}(${endpoint}=).*$/=\\1other/`,
    `s/^\\.${start}((${variables.join('|')})=[^[:cntrl:]]*)$/=\\1/`,
    '/^\\./d',
  ]);
}

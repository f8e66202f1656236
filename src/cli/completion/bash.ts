// The completion for bash. It is written out whole, so that no key press starts keyturn, and it does without the package
// bash-completion and without what bash 3.2 (macOS) lacks.
import { everyCommand, type CommandNode, type Value } from './command-tree.ts';

/** The script, to be sourced by bash. */
export function bashCompletion(tree: CommandNode, version: string): string {
  const commands = everyCommand(tree);
  return `# bash completion of keyturn ${version}, made by: keyturn completion bash

# Sets 'kind' to what the option '$2' of the command '$1' takes, and to nothing for an option without a value.
_keyturn_option() {
  case "$1 $2" in
${commands.flatMap(optionCases).join('\n')}
    *) kind='' ;;
  esac
}

# Sets 'kind' to what the command '$1' takes as its operand '$2', counted from 0.
_keyturn_operand() {
  case "$1 $2" in
${commands.flatMap(operandCases).join('\n')}
    *) kind='text' ;;
  esac
}

_keyturn() {
  local current=\${COMP_WORDS[COMP_CWORD]} command='' operands=0 kind='' word index
  COMPREPLY=()
  # bash takes '--option=value' for three words.
  [[ $current == '=' ]] && current=''
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if [[ -n $kind ]]; then
      [[ $word == '=' ]] || kind=''
      continue
    fi
    case $word in
      -*) _keyturn_option "$command" "$word" ;;
      *)
        case "$command $word" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(
    ({ path }) => `          ${quote(pair(path.slice(0, -1), path.at(-1) ?? ''))}) command=${quote(path.join(' '))} ;;`,
  )
  .join('\n')}
          *) operands=$((operands + 1)) ;;
        esac
        ;;
    esac
  done
  if [[ -z $kind && $current == -* ]]; then
    case $command in
${commands.map(({ path, options }) => `      ${quote(path.join(' '))}) kind='words ${options.flatMap(({ flags }) => flags).join(' ')}' ;;`).join('\n')}
    esac
  elif [[ -z $kind ]]; then
    _keyturn_operand "$command" "$operands"
  fi
  case $kind in
    # Left to readline, which knows of spaces, quotes and '~'. bash 3.2 cannot leave it to readline.
    file) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$current")) ;;
    directory) compopt -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "$current")) ;;
    words*) COMPREPLY=($(compgen -W "\${kind#words}" -- "$current")) ;;
  esac
}

complete -F _keyturn keyturn
`;
}

function optionCases({ path, options }: CommandNode): readonly string[] {
  return options.flatMap(({ flags, value }) =>
    value === undefined
      ? []
      : [`    ${flags.map((flag) => quote(pair(path, flag))).join(' | ')}) kind=${kindOf(value)} ;;`],
  );
}

/** The names of a command's own commands come in place of its first operand. */
function operandCases({ path, operands, commands }: CommandNode): readonly string[] {
  const names = commands.map((child) => child.path.at(-1) ?? '');
  const values: readonly Value[] = names.length === 0 ? operands : [{ kind: 'words', words: names }];
  return values.map((value, index) => `    ${quote(pair(path, String(index)))}) kind=${kindOf(value)} ;;`);
}

function kindOf(value: Value): string {
  return value.kind === 'words' ? quote(`words ${value.words.join(' ')}`) : value.kind;
}

function pair(path: readonly string[], word: string): string {
  return `${path.join(' ')} ${word}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

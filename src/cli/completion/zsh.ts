// The completion for zsh, by its own `_arguments`. A function for each command.
import { unreachable } from '../../model/unreachable.ts';
import { everyCommand, type CommandNode, type OptionNode, type Value } from './command-tree.ts';

/** The script, to be sourced by zsh behind compinit, or to be put as `_keyturn` into a directory of `$fpath`. */
export function zshCompletion(tree: CommandNode, version: string): string {
  return `#compdef keyturn
# zsh completion of keyturn ${version}, made by: keyturn completion zsh

${everyCommand(tree).map(functionOf).join('\n')}
if [[ $funcstack[1] == _keyturn ]]; then
  _keyturn "$@"
else
  compdef _keyturn keyturn
fi
`;
}

function functionOf(node: CommandNode): string {
  const specs = [
    ...node.options.flatMap(optionSpecs),
    ...(node.commands.length === 0 ? node.operands.map(operandSpec) : ["'1: :->command'", "'*:: :->rest'"]),
  ];
  const call = ['_arguments -C', ...specs.map((spec) => `    ${spec}`)].join(' \\\n');
  return `${nameOf(node.path)}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  ${call}${node.commands.length === 0 ? '' : statesOf(node)}
}
`;
}

function statesOf({ commands }: CommandNode): string {
  const described = commands.map(({ path, description }) => quote(`${path.at(-1) ?? ''}:${escaped(description)}`));
  const calls = commands.map(({ path }) => `        ${path.at(-1) ?? ''}) ${nameOf(path)} ;;`);
  return `
  case $state in
    command)
      local -a commands=(
${described.map((one) => `        ${one}`).join('\n')}
      )
      _describe -t commands command commands
      ;;
    rest)
      case $line[1] in
${calls.join('\n')}
      esac
      ;;
  esac`;
}

function nameOf(path: readonly string[]): string {
  return ['_keyturn', ...path].join('_');
}

/** One for each flag. Flags of one option exclude each other, and an option that may not be repeated excludes itself. */
function optionSpecs({ flags, description, value, mayRepeat }: OptionNode): readonly string[] {
  const before = mayRepeat ? '*' : `(${flags.join(' ')})`;
  return flags.map((flag) => {
    // `=` and `+` allow the value in the same word, too.
    const joint = value === undefined ? '' : flag.startsWith('--') ? '=' : '+';
    const takes = value === undefined ? '' : `:value:${actionOf(value)}`;
    return quote(`${before}${flag}${joint}[${escaped(description)}]${takes}`);
  });
}

function operandSpec(value: Value): string {
  return quote(`:value:${actionOf(value)}`);
}

function actionOf(value: Value): string {
  switch (value.kind) {
    case 'words':
      return `(${value.words.join(' ')})`;
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    case 'text':
      return '( )';
    default:
      return unreachable(value);
  }
}

/** Brackets and colons have a meaning in a description. */
function escaped(text: string): string {
  return ['\\', '[', ']', ':'].reduce((all, special) => all.replaceAll(special, `\\${special}`), text);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

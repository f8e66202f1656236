// The completion for fish. Which command is being typed is found by a function, because options with a value may come
// before the name of a command.
import { unreachable } from '../../model/unreachable.ts';
import { everyCommand, type CommandNode, type OptionNode, type Value } from './command-tree.ts';

/** The script, to be sourced by fish, or to be put as `keyturn.fish` into a directory of `$fish_complete_path`. */
export function fishCompletion(tree: CommandNode, version: string): string {
  const commands = everyCommand(tree);
  const valued = commands.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) => (value === undefined ? [] : flags.map((flag) => pair(path, flag)))),
  );
  const names = commands.flatMap(({ path }) => (path.length === 0 ? [] : [pair(path.slice(0, -1), path.at(-1) ?? '')]));
  return `# fish completion of keyturn ${version}, made by: keyturn completion fish

# The command that is being typed, without the program's own name.
function __keyturn_command
    set -l words (commandline -opc)
    set -e words[1]
    set -l command
    set -l value_follows no
    for word in $words
        if test $value_follows = yes
            set value_follows no
            continue
        end
        if contains -- "$command $word" ${valued.map(quote).join(' ')}
            set value_follows yes
        else if contains -- "$command $word" ${names.map(quote).join(' ')}
            set -a command $word
        end
    end
    echo "$command"
end

function __keyturn_at
    set -l command (__keyturn_command)
    test "$command" = "$argv"
end

complete -c keyturn -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, options, operands, commands }: CommandNode): readonly string[] {
  const at = `complete -c keyturn -n ${quote(['__keyturn_at', ...path].join(' '))}`;
  const names = commands.map((child) => `${at} -a ${child.path.at(-1) ?? ''} -d ${quote(child.description)}`);
  // fish has no places for operands. What any of them may be is offered for each.
  const values = [...new Set(operands.map(offersOf))].filter((offers) => offers !== '');
  return [...names, ...options.map((option) => `${at} ${optionWords(option)}`), ...values.map((one) => `${at} ${one}`)];
}

function optionWords({ flags, description, value }: OptionNode): string {
  const named = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes = value === undefined ? [] : [value.kind === 'file' ? '-r' : '-x', offersOf(value)];
  return [...named, ...takes, '-d', quote(description)].filter((word) => word !== '').join(' ');
}

function offersOf(value: Value): string {
  switch (value.kind) {
    case 'words':
      return `-a ${quote(value.words.join(' '))}`;
    case 'file':
      return '-F';
    case 'directory':
      return "-a '(__fish_complete_directories)'";
    case 'text':
      return '';
    default:
      return unreachable(value);
  }
}

function pair(path: readonly string[], word: string): string {
  return `${path.join(' ')} ${word}`;
}

/** In single quotes fish knows two escapes. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

// What can be typed, as data. The completions and the manual page are made from it, and it is made from the program, so
// that none of them can lack an option.
import type { Argument, Command, Option } from 'commander';
import { repeated } from '../options.ts';

/** What a shell offers for a value. */
export type Value =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'directory' }
  /** Nothing can be offered. */
  | { readonly kind: 'text' };

export interface OptionNode {
  /** Such as `-i` and `--inventory`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** `undefined` for an option without a value. */
  readonly value: Value | undefined;
  /** Such as `file`, for `--inventory <file>`. */
  readonly placeholder: string | undefined;
  readonly mayRepeat: boolean;
}

export interface CommandNode {
  /** The words of the command, without the program's own name. */
  readonly path: readonly string[];
  readonly description: string;
  /** With the options of every command. */
  readonly options: readonly OptionNode[];
  readonly operands: readonly Value[];
  readonly commands: readonly CommandNode[];
}

/** The tree of a program, with the `help` that commander adds by itself. */
export function commandTree(program: Command): CommandNode {
  return nodeOf(
    program,
    [],
    optionsOf(program).filter(({ flags }) => !flags.includes('--version')),
  );
}

/** Every command of the tree, the root first. */
export function everyCommand(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.commands.flatMap(everyCommand)];
}

const HELP: OptionNode = {
  flags: ['-h', '--help'],
  description: 'print this help',
  value: undefined,
  placeholder: undefined,
  mayRepeat: false,
};

function nodeOf(command: Command, path: readonly string[], shared: readonly OptionNode[]): CommandNode {
  const children = command.commands.map((child) => nodeOf(child, [...path, child.name()], shared));
  const own = path.length === 0 ? optionsOf(command) : [...optionsOf(command), ...shared];
  return {
    path,
    description: command.description(),
    options: [...own, HELP],
    operands: command.registeredArguments.map(operandOf),
    commands: children.length === 0 ? [] : [...children, helpOf(path, command.commands)],
  };
}

function helpOf(path: readonly string[], commands: readonly Command[]): CommandNode {
  return {
    path: [...path, 'help'],
    description: 'print the help of a command',
    options: [HELP],
    operands: [{ kind: 'words', words: commands.map((command) => command.name()) }],
    commands: [],
  };
}

function optionsOf(command: Command): readonly OptionNode[] {
  return command.options.filter(({ hidden }) => !hidden).map(optionOf);
}

function optionOf(option: Option): OptionNode {
  const placeholder = option.flags.split('<')[1]?.split('>')[0];
  return {
    flags: [option.short, option.long].filter((flag) => flag !== undefined),
    description: option.description,
    value: placeholder === undefined ? undefined : valueOf(placeholder, option.argChoices),
    placeholder,
    mayRepeat: option.parseArg === repeated,
  };
}

function operandOf(argument: Argument): Value {
  return valueOf(argument.name(), argument.argChoices);
}

/** A placeholder says by its last word what it is for, such as `file` in `<first-file>`. */
function valueOf(placeholder: string, choices: readonly string[] | undefined): Value {
  if (choices !== undefined) return { kind: 'words', words: choices };
  switch (placeholder.split('-').at(-1)) {
    case 'file':
      return { kind: 'file' };
    case 'dir':
      return { kind: 'directory' };
    case 'run':
      return { kind: 'words', words: ['last'] };
    default:
      return { kind: 'text' };
  }
}

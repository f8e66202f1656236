import type { Command } from 'commander';
import { EXIT_CODES } from '../../model/outcome.ts';
import { bashCompletion } from '../completion/bash.ts';
import { commandTree, type CommandNode } from '../completion/command-tree.ts';
import { fishCompletion } from '../completion/fish.ts';
import type { Shell } from '../completion/shells.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { CliIo } from '../io.ts';
import { VERSION } from '../version.ts';

const SCRIPTS: Readonly<Record<Shell, (tree: CommandNode, version: string) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `keyturn completion`. Prints the script for the shell. */
export function handleCompletion(shell: Shell, program: Command, io: CliIo): number {
  io.stdout.write(SCRIPTS[shell](commandTree(program), VERSION));
  return EXIT_CODES.done.code;
}

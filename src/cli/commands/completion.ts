import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '../completion/shells.ts';
import type { CommandContext } from '../action.ts';

export function addCompletion(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .description('print the completion of commands, options and their values for a shell')
    .addArgument(new Argument('<shell>', 'the shell that is to complete').choices(SHELLS))
    .addHelpText('after', INSTALLING)
    .action(async (shell: Shell) => {
      const { handleCompletion } = await import('../handlers/completion.ts');
      context.exitCode = handleCompletion(shell, program, context.io);
    });
}

const INSTALLING = `
Where shells look for it:
  bash   keyturn completion bash > ~/.local/share/bash-completion/completions/keyturn
         or, without the package bash-completion, in ~/.bashrc: source <(keyturn completion bash)
  zsh    keyturn completion zsh > DIR/_keyturn, where DIR is a directory of $fpath
         or, behind compinit in ~/.zshrc: source <(keyturn completion zsh)
  fish   keyturn completion fish > ~/.config/fish/completions/keyturn.fish`;

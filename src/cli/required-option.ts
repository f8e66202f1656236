import type { Command } from 'commander';

/**
 * An option that must be given. commander would look for it before anything else, and of a mistyped name (`--inventry`) tell only that the
 * right one is missing: so it is looked for here, when everything else about the line was right.
 */
export function addRequiredOption(command: Command, flags: string, description: string): Command {
  command.option(flags, `${description} (required)`);
  const name = command.options.at(-1)?.attributeName() ?? '';
  return command.hook('preAction', (_, acting) => {
    if (acting.getOptionValue(name) === undefined) {
      acting.error(`error: required option '${flags}' not specified`, {
        code: 'commander.missingMandatoryOptionValue',
      });
    }
  });
}

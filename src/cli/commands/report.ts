import { Option, type Command } from 'commander';
import { action, type CommandContext } from '../action.ts';

const FORMS = ['html', 'markdown', 'json'] as const;

export function addReport(program: Command, context: CommandContext): void {
  const command = program
    .command('report')
    .argument('<run>', 'a run, the beginning of its name, the plan it ends with, or the word last')
    .description('report on a run, from its journal alone; contact no host')
    .option('-c, --cluster <name>', 'among the runs of this cluster');
  for (const form of FORMS) command.option(`--${form} <file>`, `write the report as ${WORDS[form]}; - is stdout`);
  command
    .addOption(
      new Option('--check', 'prove that no line of the journal was changed, removed or inserted').conflicts([
        ...FORMS,
        'copies',
      ]),
    )
    .addOption(
      new Option('--copies', 'name sealed copies and snapshots, and when and how to remove them').conflicts([...FORMS]),
    )
    .action(action(context, async () => (await import('../handlers/report.ts')).handleReport));
}

const WORDS: Readonly<Record<(typeof FORMS)[number], string>> = {
  html: 'one HTML page without any script',
  markdown: 'Markdown',
  json: 'JSON (keyturn.report/1)',
};

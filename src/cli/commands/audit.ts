import { Option, type Command } from 'commander';
import { AUDIT_FORMS, AUDIT_PROFILES, BENCHMARKS } from '../../model/audit.ts';
import { action, type CommandContext } from '../action.ts';
import { addClusterOptions } from '../options.ts';

export function addAudit(program: Command, context: CommandContext): void {
  addClusterOptions(program.command('audit'))
    .description("check servers and cluster against the distribution's security guide; change nothing")
    .addOption(
      new Option('--profile <name>', 'the guide alone, or also what the DISA STIG asks for beyond it')
        .choices(AUDIT_PROFILES)
        .default('cis'),
    )
    .addOption(
      new Option('--benchmark <name>', 'the CIS benchmark whose rows are judged, too; auto goes by the release')
        .choices(['auto', 'none', ...BENCHMARKS])
        .default('auto'),
    )
    .addOption(
      new Option('--fail-on <what>', 'which rows make the exit code 7: failed rows, unknown rows too, or none')
        .choices(['fail', 'unknown', 'never'])
        .default('fail'),
    )
    .option('--baseline <file>', 'failures that somebody accepted for a time, YAML; they do not count until their day')
    .option('--compare <file>', 'the JSON document of an earlier audit; what has changed since is shown')
    .option('--with-scan <file>', 'what kube-bench (JSON) or a ClusterScanReport of Rancher says is shown beside it')
    .addOption(new Option('--output <form>', 'form of the output on stdout').choices(AUDIT_FORMS).default('pretty'))
    .action(action(context, async () => (await import('../handlers/audit.ts')).handleAudit));
}

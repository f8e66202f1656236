// One line or a few for each command, shown under its help and in the manual page. A test reads each line with the
// program, so an example cannot name an option that is gone.
import type { Command } from 'commander';

/** A line as typed, and what it is good for. */
export type Example = readonly [line: string, meaning: string];

/** By the words of the command, without the program's name. */
const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  '': [
    ['keyturn demo', 'a rotation on a simulated cluster, with the proof'],
    ['keyturn rotate --inventory hosts.yaml --dry-run', 'the plan, on one screen'],
    ['keyturn rotate --inventory hosts.yaml', 'the main job'],
    ['keyturn rotate --inventory hosts.yaml --resume', 'after any failure'],
    ['keyturn ensure --inventory hosts.yaml --max-age 90d', 'the same line every day, from any scheduler'],
  ],
  rotate: [
    ['keyturn rotate -i hosts.yaml --dry-run', 'the plan; nothing is changed'],
    ['keyturn rotate -i hosts.yaml', 'shows the plan, asks, rotates, proves'],
    ['keyturn rotate -i hosts.yaml --plan plan.json', 'exactly the plan that was saved and reviewed'],
    ['keyturn rotate -i hosts.yaml --resume', 'continues a run that stopped'],
    ['keyturn rotate -i hosts.yaml --adopt --dry-run', 'what is left of a rotation begun by hand'],
  ],
  ensure: [
    ['keyturn ensure -i hosts.yaml --max-age 90d', 'once a day, from any scheduler'],
    ['keyturn ensure -i hosts.yaml --window "Sat 22:00-04:00 UTC"', 'begins only where the run can end in time'],
  ],
  plan: [
    ['keyturn plan -i hosts.yaml', 'the plan, on one screen'],
    ['keyturn plan -i hosts.yaml --commands', 'with every command as it would be sent'],
    ['keyturn plan -i hosts.yaml --out plan.json', 'saved, for rotate --plan'],
  ],
  'plan diff': [['keyturn plan diff monday.json friday.json', 'what changed in the cluster in between']],
  status: [
    ['keyturn status -i hosts.yaml', 'all servers side by side'],
    ['keyturn status -i hosts.yaml --watch', 'again and again, until Ctrl-C'],
    ['keyturn status -i hosts.yaml --output json', 'the same for a program'],
    ['keyturn status -i hosts.yaml --metrics keyturn.prom', 'and metrics for node_exporter'],
  ],
  rescue: [
    ['keyturn rescue -i hosts.yaml --dry-run', 'which key is missing where, who has it, what would be written'],
    ['keyturn rescue -i hosts.yaml', 'shows the plan, and asks for the name of the cluster'],
    ['keyturn rescue -i hosts.yaml --resume', 'continues a rescue that stopped'],
    ['keyturn rescue -i hosts.yaml --undo', 'puts the files back that it found'],
  ],
  verify: [
    ['keyturn verify -i hosts.yaml', 'the proof, with a sample of Secrets read through every server'],
    ['keyturn verify -i hosts.yaml --read-back all', 'with every Secret'],
  ],
  doctor: [
    ['keyturn doctor -i hosts.yaml', 'what is wrong, and the exact next command'],
    ['keyturn doctor -i hosts.yaml --bundle bundle.json', 'and a file without secrets for somebody who helps'],
  ],
  audit: [
    ['keyturn audit -i hosts.yaml', "what differs from the distribution's security guide"],
    ['keyturn audit -i hosts.yaml --profile stig', 'and from the DISA STIG'],
    ['keyturn audit -i hosts.yaml --output sarif --baseline accepted.yaml', 'for CI, without what was accepted'],
    ['keyturn audit -i hosts.yaml --compare audit.json', 'and what has changed since an earlier --output json'],
  ],
  inventory: [
    ['keyturn inventory init', 'writes a commented hosts.yaml to begin with'],
    ['keyturn inventory discover ops@10.0.0.11 -c prod', 'writes hosts.yaml from a running cluster'],
    ['keyturn inventory check -i hosts.yaml', 'finds every problem of an inventory'],
  ],
  'inventory init': [
    ['keyturn inventory init', 'writes hosts.yaml, and keeps one that is there'],
    ['keyturn inventory init --out -', 'only shows it'],
  ],
  'inventory check': [
    ['keyturn inventory check -i hosts.yaml', 'every problem, or the inventory with all defaults'],
    ['keyturn inventory check -i ansible/ -c prod', 'the same for an inventory of Ansible'],
  ],
  'inventory discover': [
    ['keyturn inventory discover ops@10.0.0.11 -c prod', 'asks about each unknown host key'],
    ['keyturn inventory discover s1 -c prod --jump ops@bastion', 'through a jump host'],
  ],
  runs: [
    ['keyturn runs', 'every run on this machine, and how it ended'],
    ['keyturn runs -c prod --output json', 'those of one cluster, for a program'],
  ],
  'runs show': [['keyturn runs show last', 'the report of the last run, in the terminal']],
  'runs end': [['keyturn runs end -c prod', 'gives up the unfinished run of prod, after a question']],
  report: [
    ['keyturn report last --html report.html', 'a page for whoever was not there'],
    ['keyturn report last --copies', 'when and how what the run left may be removed'],
    ['keyturn report last --check', 'whether the journal was altered'],
  ],
  explain: [
    ['keyturn explain', 'all names that can be explained'],
    ['keyturn explain gate/loaded etcd-quorum', 'one form of a failure, and a check'],
  ],
  simulate: [
    ['keyturn simulate --dir /tmp/cluster', 'three servers to practise on, until Ctrl-C'],
    ['keyturn simulate --dir /tmp/cluster --writers --time-scale 20', 'with writers at work, and twenty times faster'],
  ],
  demo: [
    ['keyturn demo', 'a rotation with writers at work, and the proof, in about a minute'],
    ['keyturn demo --secrets 5000', 'with more Secrets'],
  ],
  completion: [
    ['keyturn completion bash', 'the script for bash'],
    ['keyturn completion zsh', 'the script for zsh'],
  ],
  version: [['keyturn version', 'the version, and what it runs on']],
};

/** The examples of a command. */
export function examplesOf(path: readonly string[]): readonly Example[] {
  return EXAMPLES[path.join(' ')] ?? [];
}

/** How wide the help may be on each of the two outputs. */
interface HelpWidths {
  readonly out: () => number;
  readonly err: () => number;
}

/** Puts the examples of each command under its help. */
export function addExamples(command: Command, widths: HelpWidths, path: readonly string[] = []): void {
  const examples = examplesOf(path);
  if (examples.length > 0) {
    command.addHelpText('after', ({ error }) => {
      const lines = exampleLines(examples, error ? widths.err() : widths.out());
      return ['', 'Examples:', ...lines].join('\n');
    });
  }
  for (const child of command.commands) addExamples(child, widths, [...path, child.name()]);
}

/** Beside each other where all of them fit, otherwise each meaning below its line. */
function exampleLines(examples: readonly Example[], columns: number): readonly string[] {
  const width = Math.max(...examples.map(([line]) => line.length));
  const beside = examples.map(([line, meaning]) => `  ${line.padEnd(width)}   ${meaning}`);
  if (beside.every((line) => line.length <= columns)) return beside;
  return examples.flatMap(([line, meaning]) => [`  ${line}`, `      ${meaning}`]);
}

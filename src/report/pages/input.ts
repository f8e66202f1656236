import type { FailurePage } from './types.ts';

/** Pages of wrong input, and of answers that were no. */
export const INPUT_PAGES = {
  usage: {
    title: 'The command line is wrong',
    meaning: [
      'A command, an option or a value is not known, or two options exclude each other. Every option can also come from an environment variable (`KEYTURN_...`), so the wrong value may stand in the environment of a scheduler rather than on the line.',
    ],
    safe: 'Nothing was read and nothing was sent.',
    steps: [
      'See the options of the command: `keyturn help COMMAND`.',
      'Under a scheduler, look for a `KEYTURN_` variable: `env | grep KEYTURN`.',
    ],
    never: [],
    sources: ['docs/cli.md'],
  },
  inventory: {
    title: 'The inventory cannot be read, or has problems',
    meaning: [
      'Every problem has its file, line, column, what was found and what is expected. An unknown name is an error rather than ignored, because a misspelt setting would silently be its default.',
      'Environment variables, `~/.ssh/config` and Ansible inventories are part of what is resolved, so that a problem may name another file than hosts.yaml.',
    ],
    safe: 'Nothing was sent. Only the files of this machine were read.',
    steps: [
      'Mend the places that are named, from the first one on: a wrong name at the top hides what is below it.',
      'Check without contacting any host: `keyturn inventory check --inventory hosts.yaml`.',
      'With the JSON Schema (first line of the file: `# yaml-language-server: $schema=...`) an editor shows the same while you type.',
    ],
    never: [],
    sources: ['docs/inventory.md', 'docs/inventory.schema.json'],
  },
  'cluster-unknown': {
    title: 'A name of a cluster or a server fits nothing',
    meaning: [
      'The inventory has several clusters and none was named, or the named one is not in it, or `--without` names a server that is not in the cluster. keyturn never picks a cluster by itself: the wrong one would be rotated.',
    ],
    safe: 'Nothing was sent.',
    steps: [
      'Add `--cluster NAME`, or set `KEYTURN_CLUSTER`. The message lists the names.',
      'For `--without`, use the `name` of the server in the inventory, else its `host`.',
    ],
    never: [],
    sources: ['docs/inventory.md'],
  },
  'plan-unreadable': {
    title: 'A saved plan cannot be used',
    meaning: [
      'The file given with `--plan` cannot be read, is not JSON, has a form that this release does not know, or was changed by hand: the id of a plan is a hash of what it does.',
    ],
    safe: 'Nothing was sent.',
    steps: ['Make a new one and read it: `keyturn plan --inventory hosts.yaml --out plan.json`.'],
    never: ['edit a plan by hand. A changed one is refused.'],
    sources: ['docs/plan.md'],
  },
  'plan-drifted': {
    title: 'The cluster is no longer as it was when the plan was made',
    meaning: [
      'A plan is bound to what was seen: servers, roles, versions, stage, keys, hashes, strategy. `rotate --plan` applies exactly that, or refuses and names each difference. What changes by itself, such as the number of Secrets, is no difference.',
    ],
    safe: 'Nothing was changed.',
    steps: [
      'Read the differences. An upgrade or a rotation in between explains most of them; a changed key or stage that nobody can explain is worth a question first.',
      'Make a new plan, have it approved again, and apply that one.',
      'Compare the two files: `keyturn plan diff old.json new.json`.',
    ],
    never: [],
    sources: ['docs/plan.md'],
  },
  'run-unknown': {
    title: 'A run is not found, or not named clearly enough',
    meaning: [
      'Runs are kept on the machine where keyturn ran, under the state directory of the user that ran it. Another user, another machine or another `--state-dir` has other runs. A run is named by its name, the beginning of it, the plan that it ends with, or the word `last`.',
      '`run-never-began` is a run whose process died before it wrote its first line: nothing was sent. `runs-ambiguous` means that several clusters have an unfinished run, and the command works on one.',
    ],
    safe: 'Nothing was changed.',
    steps: [
      'List what is kept here: `keyturn runs`.',
      'Where the run is kept elsewhere, use that machine or name its directory: `--state-dir DIR`.',
      'Where the machine with the journal is lost, the cluster itself is enough to go on: `keyturn rotate --inventory hosts.yaml --adopt --dry-run`.',
    ],
    never: [],
    sources: ['docs/runbook.md "Resume"', 'docs/report.md'],
  },
  'output-unwritable': {
    title: 'A file or the standard output cannot be written',
    meaning: [
      'The file of `--out`, `--log-file`, `--html` and the like is opened before anything begins, so that a run never ends without the record that was asked for. Standard output is watched, too: half an answer on a full disk looks like a whole one.',
    ],
    safe: 'For a file nothing was started. For standard output the exit code of a run stays that of the run, and its journal is complete.',
    steps: [
      'Free space, correct the permissions, or name another file. An existing support bundle is never overwritten.',
      'Where a run had ended, read it from its journal: `keyturn runs show last`.',
    ],
    never: ['repeat a rotation because its output was cut off. See first how it ended: `keyturn runs`.'],
    sources: ['docs/events.md'],
  },
  confirmation: {
    title: 'Somebody has to agree, and nobody did',
    meaning: [
      'Whatever changes a cluster asks first. `confirmation-needed` means that there is no terminal to ask at; `declined` means that the answer was not yes. Neither counts as success, so that `keyturn rotate && notify` does not report a rotation.',
    ],
    safe: 'Nothing was changed.',
    steps: [
      'Read the plan: `keyturn rotate --inventory hosts.yaml --dry-run`.',
      'In a script, confirm with `--yes`; for a schedule, `keyturn ensure --max-age 90d` is made for it.',
    ],
    never: ['add `--yes` to a line whose plan nobody has read once for this cluster.'],
    sources: ['docs/scheduling.md', 'docs/plan.md'],
  },
} satisfies Readonly<Record<string, FailurePage>>;

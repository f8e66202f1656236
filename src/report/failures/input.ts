import type { ConfirmationNeeded, InputFailure, InventoryProblem } from '../../model/failures/input.ts';
import { unreachable } from '../../model/unreachable.ts';
import { commandLine, runsLine, shellWord, type Hints } from '../hints.ts';
import { isSystemReason, systemReason } from '../system-reason.ts';
import { count, listed } from '../units.ts';
import type { FailureText } from './types.ts';

/** The operator's input is wrong. */
export function inputText(failure: InputFailure, hints: Hints): FailureText {
  switch (failure.kind) {
    case 'usage':
      return { what: failure.message, details: [], next: [helpAdvice(failure.command)] };
    case 'inventory-unreadable':
      return {
        what: `The inventory ${failure.file} cannot be read`,
        details: [`reason: ${systemReason(failure.reason)}`],
        next: ['Check the path given with --inventory.'],
      };
    case 'inventory-invalid':
      return {
        what: `The inventory ${failure.file} has ${count(failure.problems.length, 'problem')}`,
        details: failure.problems.map((problem) => problemText(failure.file, problem)),
        next: [
          `When ${failure.problems.length === 1 ? 'it is' : 'they are'} fixed, check again: keyturn inventory check --inventory ${shellWord(failure.file)}`,
        ],
      };
    case 'cluster-ambiguous':
      return {
        what: `The inventory ${failure.file} has ${count(failure.clusters.length, 'cluster')}: say which one`,
        details: [`clusters: ${listed(failure.clusters)}`],
        next: [`Add --cluster, for example: --cluster ${shellWord(failure.clusters[0] ?? 'NAME')}`],
      };
    case 'cluster-unknown':
      return {
        what: `The inventory ${failure.file} has no cluster ${failure.wanted}`,
        details: [`clusters: ${failure.clusters.length === 0 ? 'none' : listed(failure.clusters)}`],
        next: ['Check the name given with --cluster.'],
      };
    case 'server-unknown':
      return {
        what: `The cluster has no server ${failure.wanted} in the inventory, so it cannot be left out`,
        details: [`servers: ${listed(failure.servers)}`],
        next: ['Check the name given with --without: it is the name in the inventory, else the host.'],
      };
    case 'plan-unreadable':
      return {
        what: isSystemReason(failure.reason)
          ? `The plan ${failure.file} cannot be read`
          : `${failure.file} is not a plan that keyturn can apply`,
        details: [`reason: ${firstProblem(systemReason(failure.reason))}`],
        next: [`Make a new one: ${commandLine(hints, 'plan', '--out', failure.file)}`],
      };
    case 'runs-ambiguous':
      return {
        what: 'Several clusters have an unfinished run',
        details: [`clusters: ${failure.clusters.join(', ')}`],
        next: ['Name one of them with --cluster.'],
      };
    case 'run-unknown':
      return {
        what: `There is no run ${failure.wanted} in ${failure.directory}`,
        details: failure.runs.length === 0 ? ['there are no runs at all'] : ['the newest:', ...failure.runs],
        next: ['Name a run, the beginning of its name, the plan that it ends with, or the word last.'],
      };
    case 'run-ambiguous':
      return {
        what: `Several runs have a name that begins with ${failure.wanted}`,
        details: failure.runs,
        next: ['Give more of the name.'],
      };
    case 'run-never-began':
      return {
        what: `Run ${failure.runId} never began: its journal has no line, and nothing was sent`,
        details: [],
        next: ['There is nothing to report. Name another run.'],
      };
    case 'file-unwritable':
      return {
        what: `The file ${failure.file} cannot be written`,
        details: [`reason: ${systemReason(failure.reason)}`],
        next: ['Name another file, or make its directory writable. Nothing was started.'],
      };
    case 'output-unwritable':
      return {
        what: `Standard output cannot be written, and what is there is not complete: ${systemReason(failure.reason)}`,
        details: failure.finished ? ['the exit code is that of the run, which went on to its end'] : [],
        next: [
          failure.finished
            ? `Its journal and its log are complete: ${runsLine(hints)}`
            : 'Free space there, or send the output somewhere else, and ask again.',
        ],
      };
    case 'confirmation-needed':
      return confirmationText(failure.question, hints);
    case 'host-keys-unconfirmed':
      return {
        what: `${count(failure.keys.length, 'SSH host key')} must be confirmed before anything is asked`,
        details: failure.keys.map(({ address, keyType, fingerprint }) => `${address} offers ${keyType} ${fingerprint}`),
        next: [
          'Compare each fingerprint on the console of its host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
          `Run the command at a terminal, or name each key that is right: ${failure.keys.map(({ fingerprint }) => `--accept-host-key ${fingerprint}`).join(' ')}`,
        ],
      };
    case 'declined':
      return declinedText(failure.question, hints);
    default:
      return unreachable(failure);
  }
}

/** `help` knows only commands of the first level. */
function helpAdvice(command: string | undefined): string {
  if (command === undefined) return 'See the commands: keyturn --help';
  const line = command.includes(' ') ? `keyturn ${command} --help` : `keyturn help ${command}`;
  return `See its options: ${line}`;
}

function declinedText(question: ConfirmationNeeded['question'], hints: Hints): FailureText {
  const look = {
    rotate: `Look at the plan again: ${commandLine(hints, 'rotate', '--dry-run')}`,
    adopt: `Look at the plan again: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
    'trust-hosts': 'Compare the fingerprints on the consoles of the hosts, and ask again.',
    'end-run': `The run is still there: ${runsLine(hints)}`,
    rescue: `Look at the plan again: ${commandLine(hints, 'rescue', '--dry-run')}`,
  };
  return { what: 'Cancelled: nothing was changed', details: [], next: [look[question]], byChoice: true };
}

function confirmationText(question: ConfirmationNeeded['question'], hints: Hints): FailureText {
  if (question === 'end-run') {
    return {
      what: 'Giving up a run needs your confirmation, and there is no terminal to ask for it',
      details: ['nothing was changed'],
      next: [`See the run first: ${runsLine(hints)}`, 'Then confirm with --yes.'],
    };
  }
  if (question === 'rescue') {
    return {
      what: 'The rescue needs the name of the cluster as your confirmation, and there is no terminal to ask for it',
      details: ['nothing was changed'],
      next: [
        `Read the plan first: ${commandLine(hints, 'rescue', '--dry-run')}`,
        'Then confirm with --yes and --confirm-cluster NAME.',
      ],
    };
  }
  const adopt = question === 'adopt' ? ['--adopt'] : [];
  return {
    what:
      question === 'rotate'
        ? 'The rotation needs your confirmation, and there is no terminal to ask for it'
        : 'Continuing a rotation that was begun elsewhere needs your confirmation, and there is no terminal to ask for it',
    details: ['nothing was changed'],
    next: [
      `Look at the plan first: ${commandLine(hints, 'rotate', ...adopt, '--dry-run')}`,
      `Then confirm with --yes: ${commandLine(hints, 'rotate', ...adopt, '--yes')}`,
    ],
  };
}

/** `hosts.yaml:12:7: clusters.prod.servers[1].host: found x; expected y (duplicate-host)`. */
function problemText(inventory: string, problem: InventoryProblem): string {
  const place = [problem.file ?? inventory, problem.line, problem.line === undefined ? undefined : problem.column]
    .filter((part) => part !== undefined)
    .join(':');
  if (problem.rule === 'yaml-syntax') return `${place}: this is not valid YAML: ${problem.found ?? ''}`;
  const path = problem.path === '' ? '' : ` ${problem.path}:`;
  const found = problem.found === undefined ? ruleText(problem.rule) : `found ${inWords(problem.found)}`;
  const expected = problem.expected === undefined || problem.expected === '' ? '' : `; expected ${problem.expected}`;
  return `${place}:${path} ${found}${expected} (${problem.rule})`;
}

/** `path: ENOENT`. */
function inWords(found: string): string {
  const [, path, code] = /^(.*): (E[A-Z]+)$/.exec(found) ?? [];
  return path === undefined || code === undefined ? found : `${path}: ${systemReason(code)}`;
}

/** A schema reports a list of problems, each with its path. The first problem usually explains the rest. */
function firstProblem(reason: string): string {
  const [first = '', ...others] = reason.split(/\n(?=\u2716 )/);
  const text = first.replace(/^\u2716 /, '').replace(/[ \n]{0,20}\u2192 at /, ' at ');
  return others.length === 0 ? text : `${text} (and ${count(others.length, 'other problem')})`;
}

function ruleText(rule: string): string {
  return rule === 'missing' ? 'nothing found' : rule.replaceAll('-', ' ');
}

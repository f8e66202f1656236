import type { FailurePage } from './types.ts';

/** Pages of commands that run by a schedule. */
export const UNATTENDED_PAGES = {
  'rotation-elsewhere': {
    title: "Somebody else's rotation is half-done",
    meaning: [
      '`keyturn ensure` resumes a run that is kept on its own machine or in a copy on the leader. Here the cluster is in the middle of a rotation, or refuses writes of Secrets, and no run of this machine began that: somebody rotated by hand, or a journal without a copy on the leader was lost. A scheduler does not take such a rotation over, because a person may be at work on it.',
    ],
    safe: 'This command changed nothing.',
    steps: [
      'Ask whether somebody is at work, and look: `keyturn status --inventory hosts.yaml`.',
      'Where another machine has the journal, resume there.',
      'Otherwise take it over with open eyes: `keyturn rotate --inventory hosts.yaml --adopt --dry-run`, then without `--dry-run`.',
      'Give the scheduler a state directory that survives its jobs, so that it finds its own runs.',
    ],
    never: ['put `--adopt --yes` into the line of a scheduler.'],
    sources: ['docs/scheduling.md', 'docs/facts/failures.md 7.3'],
  },
  'decision-pending': {
    title: 'A run waits for the decision of a person',
    meaning: [
      'The last process of the unfinished run ended with exit code 5. `keyturn ensure` does not go on with such a run, however often it is started, because going on is what a person has to decide.',
    ],
    safe: 'This command changed nothing. The state of the Secrets is in the text of the stop.',
    steps: [
      'Read the stop again: `keyturn status --inventory hosts.yaml` shows it first, and `keyturn runs show last` has the whole report.',
      'Do what its own page says. When that is decided, a person continues it: `keyturn rotate --inventory hosts.yaml --resume`.',
      'After that run has ended, the schedule goes on by itself.',
    ],
    never: ['end the run with `keyturn runs end` to make the scheduler quiet. The cluster stays half-way.'],
    sources: ['docs/runbook.md "The dangerous states"', 'docs/scheduling.md'],
  },
  'outside-window': {
    title: 'No maintenance window is open for long enough',
    meaning: [
      'A run begins only where it can end in an open window, with a margin over its expected duration. A run that has begun is never stopped because its window closes: a cluster between two keys is worse than a late end.',
    ],
    safe: 'Nothing was changed.',
    steps: [
      'Start at the opening that the message names, or let a scheduler try every hour: it is refused until the time has come.',
      'Where no window is long enough, widen one, or make the run shorter (`apiserverReload: restart-container` on RKE2 saves the reload periods).',
      'To rotate outside all the same: `--window always`.',
    ],
    never: [],
    sources: ['docs/scheduling.md'],
  },
  'hook-failed': {
    title: 'A hook of the operator failed',
    meaning: [
      'A program under `hooks` in the inventory ended with an exit code other than 0, by a signal, or not within its deadline. A hook before a run or before a restart is a gate: where it does not agree, nothing more is begun.',
    ],
    safe: 'Nothing was sent since the hook began. Servers that were restarted before are healthy, since their gates held.',
    steps: [
      'Read what the hook printed, and run it by hand with a JSON document on its standard input (docs/hooks.schema.json has the form).',
      'Mend it, or its entry in the inventory. It may be run again for the same server, so it must allow that.',
      'Where the run had begun, go on: `keyturn rotate --inventory hosts.yaml --resume`.',
    ],
    never: [],
    sources: ['docs/scheduling.md', 'docs/hooks.schema.json'],
  },
  'alerts-hold': {
    title: 'Alerts held a restart back',
    meaning: [
      'Before a server is taken out, the Prometheus of the inventory is asked whether an alert fires. One fired, or there was no clear answer, for as long as a gate may take (`timing.restartDeadline`). Everything else about the cluster was well.',
    ],
    safe: 'The server was not restarted. Every server is up, and each can read what any other writes, so the cluster can stay like this.',
    steps: [
      'See to the alert. Restarts cause alerts of their own; such a one passes by itself.',
      'One that says nothing of this cluster belongs under `alerts.ignore` in the inventory. A silence of Alertmanager does not count.',
      'Go on when it is over: `keyturn rotate --inventory hosts.yaml --resume`.',
      'Where the alerting itself is broken and the cluster is known to be well: the same with `--prometheus none`.',
    ],
    never: [],
    sources: ['docs/alerts.md'],
  },
} satisfies Readonly<Record<string, FailurePage>>;

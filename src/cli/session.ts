import { inventoryEnvironment } from '../../inventory/environment.ts';
import { loadInventory, selectCluster } from '../../inventory/load.ts';
import { planOf } from '../apply/journal/journal-queries.ts';
import { unfinishedRun } from '../apply/runs/runs.ts';
import { systemClock } from '../apply/system-clock.ts';
import type { Clock, StepContext } from '../model/clock.ts';
import type { Cluster, SshTarget } from '../model/cluster.ts';
import type { Emit, Event } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { EXIT_CODES, outcomeOf, type Outcome } from '../model/outcome.ts';
import { type Result, bugOf } from '../model/result.ts';
import { ENGINES } from '../engine/distribution.ts';
import { createFleet } from '../remote/fleet.ts';
import { createRedactor } from '../remote/redaction.ts';
import { withoutSecretShapes } from '../remote/secret-shapes.ts';
import type { Fleet } from '../remote/runner.ts';
import type { Hints, LeaveOut } from '../report/hints.ts';
import { passphraseQuestion } from '../report/question-text.ts';
import { allReporters, type Reporter } from '../report/reporter.ts';
import { createRunLog } from '../report/run-log.ts';
import { terminalOf, type Terminal } from '../report/terminal.ts';
import { stateDirectory } from './environment.ts';
import { scrubbed } from './scrubbed-terminal.ts';
import { createHeldKeys, isInForeground, type HeldKeys } from './held-keys.ts';
import { failureOrInterruption, watchInterrupts, type Interrupts } from './interrupts.ts';
import type { CliIo } from './io.ts';
import type { ClusterArguments, GlobalArguments, MetricsArguments, WithoutArguments } from './options.ts';
import { askSecretly, oneAtATime } from './prompt.ts';
import { hintsOf } from './read-options.ts';
import { createMetricsCollector } from './metrics.ts';
import type { ReporterParts } from './reporters.ts';
import { tellFailure } from './tell-error.ts';
import { VERSION } from './version.ts';

/** The process group of this process, which the terminal would stop as a whole. */
const OWN_GROUP = 0;

/** What a command on a cluster works with. */
export interface Session {
  readonly cluster: Cluster;
  readonly fleet: Fleet;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
  /** For questions. The first Ctrl-C ends the questions. */
  readonly context: StepContext;
  readonly output: Terminal;
  readonly errors: Terminal;
  readonly scrub: (text: string) => string;
  readonly hints: Hints;
  /** Reports the outcome and returns the exit code. */
  end(outcome: Outcome): number;
  /** Reports a failure before any change and returns the exit code. A failure caused by Ctrl-C is an interruption. */
  fail(failure: Failure): number;
}

/** What a command asks of its session. */
export interface SessionOptions {
  readonly io: CliIo;
  readonly args: ClusterArguments & GlobalArguments & MetricsArguments & WithoutArguments;
  /** The command for advice, where the command can work without a server. */
  readonly leaveOut?: LeaveOut;
  readonly reporter: (parts: ReporterParts) => Reporter;
  /** Checks the arguments before the inventory is read. The reporter reports the failure, like every failure. */
  readonly precheck?: () => Promise<Result<void>>;
}

/** Sets up the session, does the work, and always takes the session down again. Returns the exit code. */
export async function withSession(
  options: SessionOptions,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  const { io, args } = options;
  const redactor = createRedactor();
  // A server may say a secret that only the server knows, so what looks like one is taken out, too.
  const scrub = (text: string): string => withoutSecretShapes(redactor.scrub(text));
  const terminal = { environment: io.environment, noColour: !args.color };
  const output = scrubbed(terminalOf(io.stdout, terminal), scrub);
  const errors = scrubbed(terminalOf(io.stderr, terminal), scrub);
  let targets: ReadonlyMap<string, SshTarget> = new Map();
  let unit: string | undefined;
  let clusterName: string | undefined;
  const hints: Hints = {
    ...hintsOf(args),
    ...(options.leaveOut === undefined ? {} : { leaveOut: options.leaveOut }),
    sshTarget: (server) => targets.get(server),
    unit: () => unit,
    unfinishedRun: () => unfinishedRunOf(args, { io, cluster: clusterName })?.runId,
    isRescueUnfinished: () => unfinishedRunOf(args, { io, cluster: clusterName })?.isRescue === true,
  };
  const log = createRunLog({ level: args.logLevel, file: args.logFile, scrub, version: VERSION });
  const keysFor = (suspendView: () => void): HeldKeys =>
    createHeldKeys({
      stdin: io.stdin,
      isForeground: isInForeground,
      interrupt: () => interrupts.interrupt(),
      suspend: () => {
        suspendView();
        process.kill(OWN_GROUP, 'SIGTSTP');
      },
      quit: () => process.kill(process.pid, 'SIGQUIT'),
      signals: process,
    });
  const metrics = args.metrics === undefined ? undefined : createMetricsCollector(args.metrics, args);
  const told = options.reporter({ output, errors, hints, keysFor });
  const reporter = allReporters([...(log.ok ? [log.value] : []), ...(metrics === undefined ? [] : [metrics]), told]);
  let isTold = false;
  const emit = (event: Event): void => {
    if (event.type === 'run-ended') isTold = true;
    reporter.emit(event);
  };
  // The terminal is restored however the process ends.
  const close = (): void => reporter.close();
  process.once('exit', close);
  const giveUp = (): void => process.exit(EXIT_CODES.interrupted.code);
  using interrupts = watchInterrupts({ source: process, emit, giveUp });
  const end = (outcome: Outcome): number => {
    emit({ type: 'run-ended', outcome, summary: undefined });
    return EXIT_CODES[outcome.kind].code;
  };
  try {
    const fail = (failure: Failure): number => end(outcomeOf(failureOrInterruption(failure, interrupts), false));
    const ready = log.ok ? await options.precheck?.() : log;
    if (ready?.ok === false) return fail(ready.failure);
    const cluster = await clusterOf(args, io);
    if (!cluster.ok) return fail(cluster.failure);
    const stranger = strangerAmong(args.without ?? [], cluster.value);
    if (stranger !== undefined) return fail(stranger);
    clusterName = cluster.value.name;
    targets = new Map(cluster.value.servers.map(({ name, ssh }) => [name, ssh]));
    ({ unit } = ENGINES[cluster.value.distribution]);
    await using fleet = createFleet({
      cluster: cluster.value,
      redactor,
      clock: systemClock,
      onEvent: emit,
      askPassphrase: oneAtATime((file, again) => askSecretly(io, passphraseQuestion(file, again), interrupts)),
    });
    const context = { signal: interrupts.soft, clock: systemClock };
    const parts = { output, errors, scrub, hints, interrupts, emit, end, fail };
    const code = await work({ ...parts, cluster: cluster.value, fleet, clock: systemClock, context });
    const written = metrics?.write({
      cluster: cluster.value,
      stateDirectory: stateDirectory(args.stateDir, io.environment),
      nowMs: systemClock.wall(),
    });
    // The command has done its work, so its exit code stays.
    if (written?.ok === false) tellFailure(written.failure, io);
    return code;
  } catch (error) {
    // A program that reads the answer gets an answer after a bug too. Only stderr gets an ending that was reported
    // already, or cannot be reported.
    if (isTold) throw error;
    return end({ kind: 'bug', failure: bugOf(error, 'session') });
  } finally {
    close();
    process.off('exit', close);
  }
}

async function clusterOf(args: ClusterArguments, io: CliIo): Promise<Result<Cluster>> {
  const clusters = await loadInventory(args.inventory, inventoryEnvironment(io.environment), {
    serversGroups: args.serversGroup ?? [],
    cluster: args.cluster,
  });
  return clusters.ok ? selectCluster(clusters.value, args.cluster, args.inventory) : clusters;
}

/** The run that waits to be continued. An unreadable state directory has none to advise. */
function unfinishedRunOf(
  args: GlobalArguments,
  { io, cluster }: { readonly io: CliIo; readonly cluster: string | undefined },
): { readonly runId: string; readonly isRescue: boolean } | undefined {
  if (cluster === undefined) return undefined;
  const unfinished = unfinishedRun(stateDirectory(args.stateDir, io.environment), cluster);
  if (!unfinished.ok || unfinished.value === undefined) return undefined;
  const { runId, lines } = unfinished.value;
  return { runId, isRescue: planOf(lines)?.rescue !== undefined };
}

function strangerAmong(names: readonly string[], cluster: Cluster): Failure | undefined {
  const servers = cluster.servers.map(({ name }) => name);
  const wanted = names.find((name) => !servers.includes(name));
  return wanted === undefined ? undefined : { kind: 'server-unknown', wanted, servers };
}

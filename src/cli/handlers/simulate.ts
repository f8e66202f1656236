import { resolve } from 'node:path';
import { EXIT_CODES } from '../../model/outcome.ts';
import type { SimulatedDatastore, Era } from '../../model/simulation.ts';
import { notSimulatedText, simulationText, writersText } from '../../report/demo-text.ts';
import { terminalOf } from '../../report/terminal.ts';
import { claimDirectory } from '../../simulator/claim-directory.ts';
import type { Unknown } from '../../simulator/host/program.ts';
import { watchInterrupts } from '../interrupts.ts';
import type { CliIo } from '../io.ts';
import type { GlobalArguments } from '../options.ts';
import { directoryProblem, faultsProblem, simulationProblem } from '../simulation-problem.ts';
import { tellFailure } from '../tell-error.ts';

/** The arguments of `simulate`. */
interface SimulateArguments extends GlobalArguments {
  readonly dir: string;
  readonly distribution: 'rke2' | 'k3s';
  readonly provider: 'aescbc' | 'secretbox';
  readonly servers: number;
  readonly etcdOnly: number;
  readonly controlPlaneOnly: number;
  readonly datastore: SimulatedDatastore;
  readonly secrets: number;
  readonly writers: boolean;
  readonly timeScale: number;
  readonly seed: number;
  readonly fault: readonly string[];
  readonly jump: boolean;
  readonly era: Era;
  readonly configForm: 'yaml' | 'json' | 'drop-ins';
  readonly dataDir?: string;
  readonly nodeIds: boolean;
  readonly hardened: boolean;
}

/** `keyturn simulate` runs a simulated cluster in the foreground until a signal, and then exits with 0. */
export async function handleSimulate(args: SimulateArguments, io: CliIo): Promise<number> {
  const problem = simulationProblem(args) ?? faultsProblem(args.fault, args);
  if (problem !== undefined) return tellFailure({ kind: 'usage', command: 'simulate', message: problem }, io);
  const terminal = { environment: io.environment, noColour: !args.color };
  const output = terminalOf(io.stdout, terminal);
  const errors = terminalOf(io.stderr, terminal);
  const giveUp = (): void => process.exit(EXIT_CODES.interrupted.code);
  using interrupts = watchInterrupts({ source: process, emit: () => undefined, giveUp });
  const directory = resolve(args.dir);
  const refusal = claimDirectory(directory);
  if (refusal !== undefined) {
    return tellFailure({ kind: 'usage', command: 'simulate', message: directoryProblem(args.dir, refusal) }, io);
  }
  const { startSimulation } = await import('../../simulator/simulate.ts');
  const simulation = await startSimulation({
    directory,
    distribution: args.distribution,
    servers: args.servers,
    etcdOnly: args.etcdOnly,
    controlPlaneOnly: args.controlPlaneOnly,
    datastore: args.datastore,
    secrets: args.secrets,
    faults: args.fault,
    timeScale: args.timeScale,
    provider: args.provider,
    seed: args.seed,
    writers: args.writers,
    era: args.era,
    bastion: args.jump,
    configForm: args.configForm,
    nodeIds: args.nodeIds,
    hardened: args.hardened,
    ...(args.dataDir === undefined ? {} : { dataDir: args.dataDir }),
    onUnknown: onceEach((unknown) => errors.write(`${notSimulatedText(unknown)}\n`)),
  });
  try {
    output.write(`${simulationText(simulation.inventoryFile)}\nready\n`);
    await aborted(interrupts.soft);
    if (args.writers) output.write(`${writersText(await simulation.writersReport())}\n`);
  } finally {
    await simulation.stop();
  }
  return EXIT_CODES.done.code;
}

/** A polling script repeats its requests, so only the first unknown request is reported. */
function onceEach(tell: (unknown: Unknown) => void): (unknown: Unknown) => void {
  const told = new Set<string>();
  return (unknown) => {
    const what = JSON.stringify([unknown.server, unknown.program]);
    if (told.has(what)) return;
    told.add(what);
    tell(unknown);
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((wake) => signal.addEventListener('abort', () => wake(), { once: true }));
}

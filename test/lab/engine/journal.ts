import type { Printer } from '../../../src/simulator/engine/events.ts';
import { logLine } from '../../../src/simulator/engine/log-lines.ts';
import type { Host } from './host.ts';
import { DISTRIBUTION } from './paths.ts';

/** Where the server's lines go: systemd takes them from stdout to the unit's journal. */
export function journalLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What only the lab has to say, so that nobody takes it for a line of the engine: those are in `src/simulator/engine`, held to recordings. */
export function labLine(message: string): void {
  journalLine(logLine('info', `keyturn-lab: ${message}`, new Date()));
}

/** How this host's engine prints now. */
export function printerOf({ era }: Host): Printer {
  return { era, engine: DISTRIBUTION, at: new Date() };
}

/** The message of anything thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

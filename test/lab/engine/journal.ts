/** Where the server's lines go: systemd takes them from stdout to the unit's journal. */
export function journalLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A line of the engine's own logger, without a terminal: `level=... msg=...` with the time before it. */
export function engineLine(line: string): void {
  journalLine(`time="${new Date().toISOString()}" ${line}`);
}

export function log(level: 'info' | 'warning' | 'error' | 'fatal', message: string): void {
  engineLine(`level=${level} msg=${JSON.stringify(message)}`);
}

/** The message of anything thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

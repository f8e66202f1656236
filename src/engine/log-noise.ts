/** Lines that the engine's logger adds to any output, for example `WARN[0000] Unknown flag --tls-san found in config.yaml, skipping` (failures.md 5.4). */
const NOISE = /^(?:(?:DEBU|INFO|WARN)\[\d{4,}\] |time="[^"]*" level=(?:debug|info|warning) )/;

/** The lines of an output without the engine's debug, info and warning lines. Errors stay. */
export function withoutLogNoise(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => !NOISE.test(line));
}

import type { Terminal } from '../report/terminal.ts';

/** Registered secrets are taken out of all output. */
export function scrubbed(terminal: Terminal, scrub: (text: string) => string): Terminal {
  return { ...terminal, write: (text) => terminal.write(scrub(text)) };
}

/**
 * The moment of a break relative to a line. `before` is before the line runs, and `after` is between its run and its
 * answer.
 */
export type Moment = 'before' | 'after';

interface LinkCut {
  readonly host: string;
  readonly moment: Moment;
  readonly text: string;
}

/** Breaks that wait for their line. Each break happens once. */
export class LinkFaults {
  readonly #waiting: LinkCut[] = [];

  add(cut: LinkCut): void {
    this.#waiting.push(cut);
  }

  /** Whether the link of a host breaks now. A returned break is used up. */
  take(host: string, moment: Moment, line: string): boolean {
    const index = this.#waiting.findIndex(
      (cut) => cut.host === host && cut.moment === moment && line.includes(cut.text),
    );
    if (index === -1) return false;
    this.#waiting.splice(index, 1);
    return true;
  }
}

/** A fault of links, as read from a spec. */
export type LinkFault = { readonly kind: 'cut-now'; readonly host: string } | ({ readonly kind: 'cut-at' } & LinkCut);

/**
 * Reads `link-cut:HOST` (all connections now) and `link-cut:HOST:before|after:TEXT` (once, at the next line that
 * contains the text, which may have colons). `undefined` means another kind of fault.
 */
export function parseLinkFault(spec: string): LinkFault | undefined {
  const [, host, moment, text] = /^link-cut:([^:]+)(?::(before|after):(.+))?$/s.exec(spec) ?? [];
  if (host === undefined) return undefined;
  if (text === undefined) return { kind: 'cut-now', host };
  return { kind: 'cut-at', host, moment: moment === 'before' ? 'before' : 'after', text };
}

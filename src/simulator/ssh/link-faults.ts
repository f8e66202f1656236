/** When a link breaks, seen from a line: before it runs, or after it ran and before its answer leaves. */
export type Moment = 'before' | 'after';

interface LinkCut {
  readonly host: string;
  readonly moment: Moment;
  readonly text: string;
}

/** Breaks that wait for their line; each happens once. */
export class LinkFaults {
  readonly #waiting: LinkCut[] = [];

  add(cut: LinkCut): void {
    this.#waiting.push(cut);
  }

  /** Whether the link of a host is to break now; that break is used up. */
  take(host: string, moment: Moment, line: string): boolean {
    const index = this.#waiting.findIndex(
      (cut) => cut.host === host && cut.moment === moment && line.includes(cut.text),
    );
    if (index === -1) return false;
    this.#waiting.splice(index, 1);
    return true;
  }
}

/** What a spec asks of the links. */
export type LinkFault = { readonly kind: 'cut-now'; readonly host: string } | ({ readonly kind: 'cut-at' } & LinkCut);

/**
 * Reads `link-cut:HOST` (all connections now) and `link-cut:HOST:before|after:TEXT` (once, at the next line that contains the
 * text, which may have colons). `undefined`: it is no fault of a link.
 */
export function parseLinkFault(spec: string): LinkFault | undefined {
  const [, host, moment, text] = /^link-cut:([^:]+)(?::(before|after):(.+))?$/s.exec(spec) ?? [];
  if (host === undefined) return undefined;
  if (text === undefined) return { kind: 'cut-now', host };
  return { kind: 'cut-at', host, moment: moment === 'before' ? 'before' : 'after', text };
}

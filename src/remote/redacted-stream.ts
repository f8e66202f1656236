import { REDACTED, type Redactor } from './redaction.ts';

/** Scrubs text that arrives in pieces. The pieces together equal the scrubbed whole. */
export interface RedactedStream {
  /** Takes a chunk, and returns the text that later chunks cannot change. */
  write(chunk: string): string;
  /** The rest. */
  end(): string;
}

/**
 * A secret may be split across chunks. The last characters, as many as the longest registered form has, are held back
 * until more text arrives. The same number of written characters is kept, so a match can begin in the written text.
 * Memory is twice the longest form and one chunk.
 */
export function createRedactedStream(redactor: Redactor): RedactedStream {
  let known = '';
  let decided = 0;
  let insideSpan = false;

  const decideUpTo = (until: number): string => {
    let text = '';
    let at = decided;
    for (const { start, end } of redactor.find(known)) {
      if (end <= at || start >= until) continue;
      if (start > at) {
        text += known.slice(at, start);
        insideSpan = false;
      }
      if (!insideSpan) text += REDACTED;
      insideSpan = true;
      at = Math.min(end, until);
    }
    if (at < until) {
      text += known.slice(at, until);
      insideSpan = false;
    }
    return text;
  };

  const advance = (until: number): string => {
    if (until <= decided) return '';
    const text = decideUpTo(until);
    const forgotten = Math.max(0, until - redactor.longest);
    known = known.slice(forgotten);
    decided = until - forgotten;
    return text;
  };

  return {
    write: (chunk) => {
      known += chunk;
      return advance(known.length - Math.max(0, redactor.longest - 1));
    },
    end: () => advance(known.length),
  };
}

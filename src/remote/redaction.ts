import { withoutTrailing } from '../model/trim.ts';

/** Replaces every registered value. */
export const REDACTED = '[redacted]';

/**
 * Shorter values are not registered, because a short value would match ordinary words and make output unreadable to
 * parsers.
 */
export const SHORTEST_VALUE = 6;

/** A piece of text, `[start, end)`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds registered values in any text. Path-based redaction does not see text inside messages. */
export interface Redactor {
  /**
   * From now on `value` is scrubbed in plain form, escaped in JSON or in a URL, and in base64, alone or inside longer
   * encoded text.
   */
  register(value: string): void;
  scrub(text: string): string;
  /** Positions of registered values in `text`, in order, merged where values overlap or touch. */
  find(text: string): readonly Span[];
  /** Length of the longest text searched for, or 0 when nothing is registered. */
  readonly longest: number;
}

/** An empty registry. All writers (output, events, logs, journal) share one registry. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let longest = 0;
  const find = (text: string): readonly Span[] => (forms.size === 0 ? [] : merged(occurrences(text, forms)));
  return {
    register: (value) => {
      for (const form of formsOf(value)) {
        forms.add(form);
        longest = Math.max(longest, form.length);
      }
    },
    scrub: (text) => {
      let scrubbed = '';
      let at = 0;
      for (const { start, end } of find(text)) {
        scrubbed += text.slice(at, start) + REDACTED;
        at = end;
      }
      return scrubbed + text.slice(at);
    },
    find,
    get longest() {
      return longest;
    },
  };
}

function formsOf(value: string): readonly string[] {
  const trimmed = value.trim();
  if (trimmed.length < SHORTEST_VALUE) return [];
  const encoded = [0, 1, 2].map((offset) => encodedInside(trimmed, offset));
  const whole = Buffer.from(trimmed).toString('base64');
  const forms = [
    trimmed,
    JSON.stringify(trimmed).slice(1, -1),
    encodeURIComponent(trimmed),
    whole,
    withoutTrailing(whole, '='),
    ...encoded,
  ];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** The base64 characters that depend on the value alone, if the value starts `offset` bytes into a group of three. */
function encodedInside(value: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  return bytes.toString('base64').slice(first, last);
}

function occurrences(text: string, forms: ReadonlySet<string>): Span[] {
  const spans: Span[] = [];
  for (const form of forms) {
    for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
      spans.push({ start, end: start + form.length });
    }
  }
  return spans;
}

function merged(spans: Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || span.start > last.end) result.push(span);
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return result;
}

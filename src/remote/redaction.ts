const MASK = '[redacted]';
/** Shorter values would take innocent text with them. */
const SHORTEST_VALUE = 6;

/** Takes registered values out of every text that is kept, shown or sent. */
export interface Redactor {
  /** Registers a secret when it is first read; its base64 form as well. */
  register(value: string): void;
  scrub(text: string): string;
}

/** Redaction by value: a path or a pattern misses what stands in messages, stacks and URLs. */
export function createRedactor(): Redactor {
  let values: readonly string[] = [];
  return {
    register: (value) => {
      const forms = [value, Buffer.from(value).toString('base64'), encodeURIComponent(value)];
      const wanted = forms.filter((form) => form.length >= SHORTEST_VALUE);
      // Longest first: a value that contains another must not be left in halves.
      values = [...new Set([...values, ...wanted])].sort((one, other) => other.length - one.length);
    },
    scrub: (text) => values.reduce((rest, value) => rest.replaceAll(value, MASK), text),
  };
}

/** The text is not a known form of the engine's output. The caller keeps the text as evidence. */
export interface Unreadable {
  /** The expected form and the text found, in a few words for a report. Never key material. */
  readonly reason: string;
}
